// A live stream as a user would write it in Go: datagrams in, Server-Sent Events out to everybody who
// has asked. An event is rendered once; each reader has a queue of its own and gets what is in it with
// one write. Where a queue is full, the event is dropped for that reader.
//
//	stream_go
//
// Takes free ports of 127.0.0.1 and prints "udp PORT http PORT".
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"net"
	"net/http"
	"sync"
	"time"
)

const queued = 4096

type event struct {
	Seq      uint64 `json:"seq"`
	Time     string `json:"time"`
	Via      string `json:"via"`
	Source   string `json:"source"`
	Local    string `json:"local"`
	Size     int    `json:"size"`
	Encoding string `json:"encoding"`
	Data     string `json:"data"`
}

type hub struct {
	mutex   sync.Mutex
	readers map[chan []byte]struct{}
}

func (h *hub) publish(frame []byte) {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	for reader := range h.readers {
		select {
		case reader <- frame:
		default:
		}
	}
}

func (h *hub) receive(socket *net.UDPConn) {
	local := socket.LocalAddr().String()
	buffer := make([]byte, 65536)
	for seq := uint64(1); ; seq++ {
		n, source, err := socket.ReadFromUDPAddrPort(buffer)
		if err != nil {
			log.Fatal(err)
		}
		text, _ := json.Marshal(event{seq, time.Now().UTC().Format(time.RFC3339Nano), "udp",
			source.String(), local, n, "utf-8", string(buffer[:n])})
		h.publish([]byte(fmt.Sprintf("id: %d\ndata: %s\n\n", seq, text)))
	}
}

func (h *hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	queue := make(chan []byte, queued)
	h.mutex.Lock()
	h.readers[queue] = struct{}{}
	h.mutex.Unlock()
	defer func() {
		h.mutex.Lock()
		delete(h.readers, queue)
		h.mutex.Unlock()
	}()
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	flusher := w.(http.Flusher)
	flusher.Flush()
	for {
		select {
		case <-r.Context().Done():
			return
		case frame := <-queue:
			w.Write(frame)
			for more := len(queue); more > 0; more-- {
				w.Write(<-queue)
			}
			flusher.Flush()
		}
	}
}

func main() {
	socket, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		log.Fatal(err)
	}
	socket.SetReadBuffer(8 << 20)
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	h := &hub{readers: map[chan []byte]struct{}{}}
	go h.receive(socket)
	fmt.Println("udp", socket.LocalAddr().(*net.UDPAddr).Port,
		"http", listener.Addr().(*net.TCPAddr).Port)
	log.Fatal(http.Serve(listener, h))
}
