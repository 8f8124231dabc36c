// Goroutines that all sleep for a second.
package main

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"sync"
	"time"
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

func main() {
	tasks, err := strconv.Atoi(os.Args[1])
	if err != nil {
		panic(err)
	}
	runtime.GOMAXPROCS(1)
	memory, began := memoryBytes("VmRSS"), time.Now()
	var all sync.WaitGroup
	all.Add(tasks)
	for i := 0; i < tasks; i++ {
		go func() {
			time.Sleep(time.Second)
			all.Done()
		}()
	}
	all.Wait()
	fmt.Printf("time %.2f\n", (time.Since(began).Seconds()-1)*1e3)
	fmt.Printf("bytes %.0f\n", (memoryBytes("VmHWM")-memory)/float64(tasks))
}
