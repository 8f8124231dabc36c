// bufio.Scanner: the goroutine blocks, and its thread with it.
package main

import (
	"bufio"
	"fmt"
	"os"
	"time"
)

func main() {
	file, err := os.Open(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	scanner := bufio.NewScanner(file)
	began := time.Now()
	lines := 0
	for scanner.Scan() {
		lines++
	}
	fmt.Printf("time %.2f\n", float64(time.Since(began).Nanoseconds())/float64(lines))
}
