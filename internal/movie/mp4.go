package movie

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/gobimt/bimt/bimt/draw"
)

// ErrNoEncoder says that ffmpeg, which encodes MP4, is not installed.
var ErrNoEncoder = errors.New("ffmpeg is not installed")

// mp4Frame is the time of one picture in an MP4; frames of movies are multiples of it.
const mp4Frame = 50 * time.Millisecond

// MP4 encodes the frames of a movie by ffmpeg (H.264, which browsers and slides show) while they
// are drawn. Close it.
type MP4 struct {
	ctx           context.Context
	program, file string
	command       *exec.Cmd
	in            io.WriteCloser
	said          bytes.Buffer
}

// NewMP4 will write to a file. The error is ErrNoEncoder where ffmpeg is missing.
func NewMP4(ctx context.Context, file string) (*MP4, error) {
	program, err := exec.LookPath("ffmpeg")
	if err != nil {
		return nil, ErrNoEncoder
	}
	return &MP4{ctx: ctx, program: program, file: file}, nil
}

// Add is for draw.Movie.Each.
func (e *MP4) Add(f draw.Frame, img *image.RGBA) error {
	width, height := img.Rect.Dx()&^1, img.Rect.Dy()&^1
	if e.command == nil {
		if err := e.start(width, height); err != nil {
			return err
		}
	}
	for range max(1, int(f.For/mp4Frame)) {
		for y := range height {
			if _, err := e.in.Write(img.Pix[y*img.Stride : y*img.Stride+4*width]); err != nil {
				return fmt.Errorf("ffmpeg: %w: %s", err, strings.TrimSpace(e.said.String()))
			}
		}
	}
	return nil
}

// start begins to encode pictures of a size, which H.264 wants even.
func (e *MP4) start(width, height int) (err error) {
	e.command = exec.CommandContext(e.ctx, e.program, "-loglevel", "error", "-y",
		"-f", "rawvideo", "-pix_fmt", "rgba", "-s", fmt.Sprintf("%dx%d", width, height), "-r", strconv.Itoa(int(time.Second/mp4Frame)), "-i", "-",
		"-c:v", "libx264", "-pix_fmt", "yuv420p", "-preset", "veryfast", "-crf", "22", "-movflags", "+faststart", "-bitexact", "-f", "mp4", e.file)
	e.command.Stderr = &e.said
	if e.in, err = e.command.StdinPipe(); err != nil {
		return err
	}
	return e.command.Start()
}

// Close ends the file.
func (e *MP4) Close() error {
	if e.command == nil {
		return nil
	}
	err := e.in.Close()
	if failed := e.command.Wait(); failed != nil {
		return fmt.Errorf("ffmpeg: %w: %s", failed, strings.TrimSpace(e.said.String()))
	}
	return err
}
