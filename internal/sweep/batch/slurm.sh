#!/bin/sh
# A slice of a sweep for each element of the array; submit.sh says which.
#SBATCH --job-name={{label .Name}}
#SBATCH --ntasks=1
#SBATCH --cpus-per-task={{.Jobs}}
#SBATCH --mem-per-cpu=2G
#SBATCH --time=04:00:00
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --signal=B:TERM@60
#SBATCH --output={{.Dir}}/slurm-%A_%a.log

# A minute before the time is up, and when the job must make room, bimt saves what is on its
# way; started again, it goes on from there.
{{quote .Program}} sweep {{quote .Dir}} --slice "$((SLURM_ARRAY_TASK_ID + ${OFFSET:-0}))/{{.Slices}}" --jobs {{.Jobs}} &
child=$!
trap 'kill -TERM "$child"; wait "$child"; scontrol requeue "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}"; exit 0' TERM
wait "$child"
