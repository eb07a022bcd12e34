package movie

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
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

// MP4 writes a movie to a file by ffmpeg (H.264, which browsers and slides show). The error is
// ErrNoEncoder where that is missing.
func MP4(ctx context.Context, m draw.Movie, file string) error {
	program, err := exec.LookPath("ffmpeg")
	if err != nil {
		return ErrNoEncoder
	}
	encode := &encoder{ctx: ctx, program: program, file: file}
	err = m.Each(encode.add)
	return errors.Join(err, encode.close())
}

// encoder is a running ffmpeg.
type encoder struct {
	ctx           context.Context
	program, file string
	command       *exec.Cmd
	in            interface {
		Write([]byte) (int, error)
		Close() error
	}
	said bytes.Buffer
}

func (e *encoder) add(f draw.Frame, img image.Image) error {
	b := img.Bounds()
	if e.command == nil {
		if err := e.start(b.Dx()&^1, b.Dy()&^1); err != nil {
			return err
		}
	}
	raw := rgb(img, b.Dx()&^1, b.Dy()&^1)
	for range max(1, int(f.For/mp4Frame)) {
		if _, err := e.in.Write(raw); err != nil {
			return fmt.Errorf("ffmpeg: %w: %s", err, strings.TrimSpace(e.said.String()))
		}
	}
	return nil
}

// start begins to encode pictures of a size, which H.264 wants even.
func (e *encoder) start(width, height int) (err error) {
	e.command = exec.CommandContext(e.ctx, e.program, "-loglevel", "error", "-y",
		"-f", "rawvideo", "-pix_fmt", "rgb24", "-s", fmt.Sprintf("%dx%d", width, height), "-r", strconv.Itoa(int(time.Second/mp4Frame)), "-i", "-",
		"-c:v", "libx264", "-pix_fmt", "yuv420p", "-crf", "20", "-threads", "1", "-movflags", "+faststart", "-bitexact", "-f", "mp4", e.file)
	e.command.Stderr = &e.said
	if e.in, err = e.command.StdinPipe(); err != nil {
		return err
	}
	return e.command.Start()
}

func (e *encoder) close() error {
	if e.command == nil {
		return nil
	}
	err := e.in.Close()
	if failed := e.command.Wait(); failed != nil {
		return fmt.Errorf("ffmpeg: %w: %s", failed, strings.TrimSpace(e.said.String()))
	}
	return err
}

// rgb are the pixels of the upper left part of an image, three bytes each.
func rgb(img image.Image, width, height int) []byte {
	b := img.Bounds()
	raw := make([]byte, 0, 3*width*height)
	for y := range height {
		for x := range width {
			r, g, bl, _ := img.At(b.Min.X+x, b.Min.Y+y).RGBA()
			raw = append(raw, byte(r>>8), byte(g>>8), byte(bl>>8))
		}
	}
	return raw
}
