// Goroutines that each give way to the others, again and again.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"sync"
	"time"
)

const turns = 4000000 // of all goroutines together

func main() {
	tasks, err := strconv.Atoi(os.Args[1])
	if err != nil {
		panic(err)
	}
	var began, ended time.Time
	var all sync.WaitGroup
	unfinished := tasks
	runtime.GOMAXPROCS(1) // so the variables above need no lock
	all.Add(tasks)
	for i := 0; i < tasks; i++ {
		go func() {
			runtime.Gosched() // by then all goroutines have begun
			if began.IsZero() {
				began = time.Now()
			}
			for turn := 0; turn < turns/tasks; turn++ {
				runtime.Gosched()
			}
			if unfinished--; unfinished == 0 {
				ended = time.Now()
			}
			all.Done()
		}()
	}
	all.Wait()
	taken := float64(ended.Sub(began).Nanoseconds())
	fmt.Printf("time %.2f\n", taken/float64(turns/tasks*tasks))
}
