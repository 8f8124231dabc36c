// net/http: a goroutine a request, and 100 connections at most.
package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"sync"
	"time"
)

const (
	requests    = 10000
	connections = 100
)

func get(client *http.Client, url string) {
	response, err := client.Get(url)
	if err == nil {
		_, err = io.ReadAll(response.Body)
		response.Body.Close()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func getAll(client *http.Client, url string, count int) {
	var all sync.WaitGroup
	all.Add(count)
	for i := 0; i < count; i++ {
		go func() {
			get(client, url)
			all.Done()
		}()
	}
	all.Wait()
}

func main() {
	url := "http://127.0.0.1:" + os.Args[1] + "/"
	count, _ := strconv.Atoi(os.Args[2])
	client := &http.Client{Transport: &http.Transport{
		MaxConnsPerHost:     connections,
		MaxIdleConnsPerHost: connections,
	}}
	getAll(client, url, connections)
	began := time.Now()
	for done := 0; done < requests; done += count {
		getAll(client, url, count)
	}
	fmt.Printf("rate %.0f\n", requests/time.Since(began).Seconds())
}
