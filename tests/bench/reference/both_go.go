// Datagrams and pages in one Go program, as a user would write it: a loop that keeps each datagram with
// its time and sender in a ring, and net/http beside it, which shows the newest of them.
//
//	both_go
//
// GET /livez is "ok", GET /events?limit=N a page of JSON, GET /received the number of datagrams. Takes
// free ports of 127.0.0.1 and prints "udp PORT http PORT".
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"
)

const kept = 1 << 19

type record struct {
	seq     uint64
	time    time.Time
	source  netip.AddrPort
	payload []byte
}

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

type ring struct {
	mutex   sync.Mutex
	newest  uint64
	records []record
}

func (r *ring) receive(socket *net.UDPConn) {
	buffer := make([]byte, 65536)
	for {
		n, source, err := socket.ReadFromUDPAddrPort(buffer)
		if err != nil {
			log.Fatal(err)
		}
		now := time.Now()
		r.mutex.Lock()
		r.newest++
		slot := &r.records[r.newest%kept]
		*slot = record{r.newest, now, source, append(slot.payload[:0], buffer[:n]...)}
		r.mutex.Unlock()
	}
}

func (r *ring) page(limit uint64, local string) []event {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	list := make([]event, 0, limit)
	for seq := r.newest; seq > 0 && uint64(len(list)) < limit; seq-- {
		e := &r.records[seq%kept]
		list = append(list, event{e.seq, e.time.UTC().Format(time.RFC3339Nano), "udp",
			e.source.String(), local, len(e.payload), "utf-8", string(e.payload)})
	}
	return list
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
	r := &ring{records: make([]record, kept)}
	local := socket.LocalAddr().String()
	go r.receive(socket)
	http.HandleFunc("/livez", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Write([]byte("ok\n"))
	})
	http.HandleFunc("/events", func(w http.ResponseWriter, request *http.Request) {
		limit, _ := strconv.ParseUint(request.URL.Query().Get("limit"), 10, 16)
		text, _ := json.Marshal(r.page(limit, local))
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", strconv.Itoa(len(text)))
		w.Write(text)
	})
	http.HandleFunc("/received", func(w http.ResponseWriter, _ *http.Request) {
		r.mutex.Lock()
		defer r.mutex.Unlock()
		fmt.Fprintln(w, r.newest)
	})
	fmt.Println("udp", socket.LocalAddr().(*net.UDPAddr).Port,
		"http", listener.Addr().(*net.TCPAddr).Port)
	log.Fatal(http.Serve(listener, nil))
}
