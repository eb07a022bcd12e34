// Package picture draws a run: one table of all pictures, each with the runs that have it.
//
//	err := picture.Draw(folder, picture.Scene{Run: r, Summary: s}, picture.SVGAndPNG)
//	drawing, err := picture.Network(r, "title")
//
// A new picture is a row of the table and its figure, and nothing else.
//
// Guarantees: a picture that can't be drawn keeps no other from being drawn, and is told of;
// the run is left as it was.
package picture
