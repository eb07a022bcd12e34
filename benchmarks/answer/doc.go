// Package answer asks a question of many trainings and writes the page that answers it: variants beside
// what they are compared with, on the same seeds, with spread, a paired test and a picture.
//
//	s, err := answer.Open("runs.jsonl")                     // what was trained before is not trained again
//	err = s.Do(ctx, jobs, 2)                                // two at a time
//	err = answer.Page{Base: "published", …}.Write(dir)
//	err = answer.Page{Base: "none", …}.Ask(ctx, dir, try)   // all of it, with a store of the page's own
//
// Guarantees: a run that failed is counted on the page, never dropped; every test that was made is
// corrected for (Holm).
package answer
