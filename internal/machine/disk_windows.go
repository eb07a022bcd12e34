package machine

import "golang.org/x/sys/windows"

func diskFree(folder string) float64 {
	path, err := windows.UTF16PtrFromString(folder)
	if err != nil {
		return 0
	}
	var free uint64
	if err := windows.GetDiskFreeSpaceEx(path, &free, nil, nil); err != nil {
		return 0
	}
	return float64(free)
}
