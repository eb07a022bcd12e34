// Package arch tests the rules that the module's folders and files keep: who may import
// whom, a comment on every package, files that can be read in one sitting. A rule that a
// change needs to break is changed here, with the reason, in the same commit.
package arch
