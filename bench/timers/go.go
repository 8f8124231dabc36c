// Functions to be called after a time, each in a goroutine of its own; half of them are stopped.
package main

import (
	"bytes"
	"fmt"
	"math/rand"
	"os"
	"runtime"
	"strconv"
	"sync"
	"syscall"
	"time"
	"unsafe"
)

const (
	rounds   = 3 // behind the first, which brings the memory
	earliest = 50 * time.Millisecond
	latest   = 100 * time.Millisecond
)

func memoryBytes(what string) float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		panic(err)
	}
	var kilobytes float64
	fmt.Sscan(string(status[bytes.Index(status, []byte(what))+len(what)+1:]), &kilobytes)
	return kilobytes * 1024
}

// Block the only thread that runs goroutines, and do not tell the scheduler: or it would let
// timers expire meanwhile.
//
//go:nosplit
func block(left syscall.Timespec) {
	for {
		at := uintptr(unsafe.Pointer(&left))
		_, _, errno := syscall.RawSyscall(syscall.SYS_NANOSLEEP, at, at, 0)
		if errno != syscall.EINTR {
			return
		}
	}
}

func runRound(delays []time.Duration) time.Duration {
	var all sync.WaitGroup
	var ended time.Time
	left := len(delays) - len(delays)/2
	all.Add(1)
	onTime := func() {
		if left--; left == 0 {
			ended = time.Now()
			all.Done()
		}
	}
	began := time.Now()
	timers := make([]*time.Timer, len(delays))
	for i, delay := range delays {
		timers[i] = time.AfterFunc(delay, onTime)
	}
	for i := 1; i < len(timers); i += 2 {
		timers[i].Stop()
	}
	taken := time.Since(began)
	if wait := latest + 2*time.Millisecond - taken; wait > 0 {
		block(syscall.NsecToTimespec(wait.Nanoseconds()))
	}
	expiring := time.Now()
	all.Wait()
	return taken + ended.Sub(expiring)
}

func main() {
	count, err := strconv.Atoi(os.Args[1])
	if err != nil {
		panic(err)
	}
	runtime.GOMAXPROCS(1) // so the functions need no lock
	delays := make([]time.Duration, count)
	for i := range delays {
		delays[i] = earliest + time.Duration(rand.Int63n(int64(latest-earliest)))
	}
	memory := memoryBytes("VmRSS")
	runRound(delays)
	var taken time.Duration
	for round := 0; round < rounds; round++ {
		taken += runRound(delays)
	}
	fmt.Printf("time %.2f\n", float64(taken.Nanoseconds())/float64(rounds*count))
	fmt.Printf("bytes %.0f\n", (memoryBytes("VmHWM")-memory)/float64(count))
}
