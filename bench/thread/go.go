// Go has goroutines that block, and needs no to_thread. This is the nearest: a goroutine that has a
// thread of its own, asked and answered by channels.
package main

import (
	"fmt"
	"runtime"
	"time"
)

const calls = 10000

func work(asked <-chan int, answers chan<- int) {
	runtime.LockOSThread()
	for question := range asked {
		answers <- question
	}
}

func main() {
	asked, answers := make(chan int), make(chan int)
	go work(asked, answers)
	for i := 0; i < calls/10; i++ {
		asked <- i
		<-answers
	}
	began := time.Now()
	for i := 0; i < calls; i++ {
		asked <- i
		<-answers
	}
	fmt.Printf("time %.3f\n", float64(time.Since(began).Nanoseconds())/1e3/calls)
}
