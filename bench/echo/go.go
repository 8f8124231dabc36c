// A goroutine a connection.
package main

import (
	"fmt"
	"net"
	"os"
)

const room = 4096

func echo(connection net.Conn) {
	defer connection.Close()
	data := make([]byte, room)
	for {
		size, err := connection.Read(data)
		if err != nil {
			return
		}
		if _, err = connection.Write(data[:size]); err != nil {
			return
		}
	}
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println("port", listener.Addr().(*net.TCPAddr).Port)
	for {
		connection, err := listener.Accept()
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		go echo(connection)
	}
}
