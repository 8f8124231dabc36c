// Goroutines are started in batches, and their results received. Each takes a number and gives it
// back.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"time"
)

const tasks = 1000000

func work(number int, result chan<- int) {
	result <- number
}

func main() {
	batch, err := strconv.Atoi(os.Args[1])
	if err != nil {
		panic(err)
	}
	runtime.GOMAXPROCS(1)
	rounds, sum := tasks/batch, 0
	results := make(chan int, batch)
	began := time.Now()
	for number := 0; number < rounds; number++ {
		for i := 0; i < batch; i++ {
			go work(number, results)
		}
		for i := 0; i < batch; i++ {
			sum += <-results
		}
	}
	taken := time.Since(began)
	if sum != rounds*(rounds-1)/2*batch {
		panic("results are missing")
	}
	fmt.Printf("time %.2f\n", float64(taken.Nanoseconds())/float64(rounds*batch))
}
