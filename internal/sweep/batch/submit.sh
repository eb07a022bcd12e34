#!/bin/sh
# Submits {{.Slices}} slices, at most 200 at a time. An array has indices below MaxArraySize
# (1001, unless your site has another: scontrol show config); what is beyond is another array.
set -e
{{range .Offsets}}sbatch --array=0-{{$.Last .}}%200 --export=ALL,OFFSET={{.}} {{quote (printf "%s/slurm.sh" $.Dir)}}
{{end}}echo 'when all are done: {{.Program}} sweep {{.Dir}}'
