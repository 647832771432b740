// A line server in Go as it is usually written: a goroutine for each connection, buffered reading and writing,
// a flush once nothing more has arrived. Answers `x` with `ack:x`. GOMAXPROCS=1 makes it one thread.
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"os"
)

func serve(connection net.Conn) {
	defer connection.Close()
	reader, writer := bufio.NewReader(connection), bufio.NewWriter(connection)
	for {
		line, err := reader.ReadSlice('\n')
		if err != nil {
			return // the end of the stream, or a line longer than the buffer
		}
		writer.WriteString("ack:")
		writer.Write(bytes.TrimSuffix(line[:len(line)-1], []byte("\r")))
		writer.WriteByte('\n')
		if reader.Buffered() == 0 && writer.Flush() != nil {
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
	fmt.Fprintln(os.Stderr, "listening on", listener.Addr())
	for {
		connection, err := listener.Accept()
		if err != nil {
			continue
		}
		go serve(connection) // TCP_NODELAY is Go's default
	}
}
