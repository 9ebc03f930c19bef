// The loop that a Go program has for datagrams: ReadFromUDP, one after the other.
//
//	udp_read ADDRESS
//
// Takes a free port, prints "listening PORT" and reads until it is ended.
package main

import (
	"fmt"
	"net"
	"os"
	"syscall"
)

const (
	receiveBuffer = 8 << 20
	rcvbufForce   = 33 // SO_RCVBUFFORCE, which package syscall does not name
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: udp_read ADDRESS")
		os.Exit(2)
	}
	socket, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.ParseIP(os.Args[1])})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	socket.SetReadBuffer(receiveBuffer)
	if raw, err := socket.SyscallConn(); err == nil {
		raw.Control(func(fd uintptr) { // as root beyond net.core.rmem_max
			syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, rcvbufForce, receiveBuffer)
		})
	}
	fmt.Printf("listening %d\n", socket.LocalAddr().(*net.UDPAddr).Port)
	buffer := make([]byte, 65536)
	var datagrams, bytes uint64
	for {
		size, _, err := socket.ReadFromUDP(buffer)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		datagrams++
		bytes += uint64(size)
	}
}
