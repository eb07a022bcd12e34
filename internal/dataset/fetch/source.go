package fetch

// File is one file on the network, identified by its content.
type File struct {
	Name   string   // name in the cache
	URLs   []string // places to get it from, tried in order; gzip is unpacked
	Size   int64    // bytes of the content
	SHA256 string   // of the content, in hexadecimal
}

// Source is a data set of images: four IDX files.
type Source struct {
	Name                     string
	TrainImages, TrainLabels File
	TestImages, TestLabels   File
}

// Sizes of sets of 28×28 images in IDX: 60,000 for training, 10,000 for testing.
const (
	trainImagesSize = 16 + 60000*28*28
	trainLabelsSize = 8 + 60000
	testImagesSize  = 16 + 10000*28*28
	testLabelsSize  = 8 + 10000
)

// mirrored returns a set in the usual four files at each of the mirrors.
func mirrored(name string, sums [4]string, mirrors ...string) Source {
	file := func(name string, size int64, sum string) File {
		f := File{Name: name, Size: size, SHA256: sum}
		for _, m := range mirrors {
			f.URLs = append(f.URLs, m+name+".gz")
		}
		return f
	}
	return Source{
		Name:        name,
		TrainImages: file("train-images-idx3-ubyte", trainImagesSize, sums[0]),
		TrainLabels: file("train-labels-idx1-ubyte", trainLabelsSize, sums[1]),
		TestImages:  file("t10k-images-idx3-ubyte", testImagesSize, sums[2]),
		TestLabels:  file("t10k-labels-idx1-ubyte", testLabelsSize, sums[3]),
	}
}

// MNIST is the handwritten digits of Y. LeCun, C. Cortes and C. Burges.
func MNIST() Source {
	return mirrored("mnist", [4]string{
		"ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
		"65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
		"0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
		"ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
	}, "https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/")
}

// Fashion is Fashion-MNIST (H. Xiao, K. Rasul, R. Vollgraf, 2017; MIT licence).
func Fashion() Source {
	return mirrored("fashion", [4]string{
		"c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
		"bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
		"5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
		"0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
	}, "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
		"https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/")
}
