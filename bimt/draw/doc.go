// Package draw makes the pictures of a trained network: the network itself in
// the plane or in space, its losses, its fit, its weights by rank, its
// attention, and the comparisons between methods.
//
// Every figure is a plain struct of numbers and names that knows nothing of how the network
// was trained. Fill it and save it, or ask for its Picture:
//
//	net, err := draw.FromFlow(f, 0.01, "my network", nil) // f read by package flow
//	err = draw.Save(net, "network.svg", "network.png")
//
//	Network, Stack                     neurons and wires, in the plane and layer above layer
//	Curves, Pruning, Ranks             lines over steps, weights kept and ranks
//	Fit, Boundary, Heat, Images        what a network computes, attends to and looks for
//	Scatter                            points, such as tokens on principal components
//	Pareto, Spread, Methods            many runs
//	Movie                              figures one after the other, as an animated GIF
//	Phase, Parallel                    many runs over their settings
//
// The example of each makes the picture of its name in testdata. Figure is open: a type of
// your own that makes its picture by NewPicture is one.
//
// Guarantees: equal input gives equal bytes, in SVG, PNG and PDF; a figure is
// checked before anything is drawn, and what is wrong with it comes back as an
// error that names the layer, edge, line or panel; what is left out of a
// picture (weak weights, values that no logarithm has) is counted in its
// caption; two texts never lie on each other; and colours are told apart by
// colour-blind readers (Okabe and Ito's palette, viridis for heat).
//
// Lengths inside the package are in points of 1/72 inch, with y upwards.
package draw
