// What Go's net/http needs for the same answers as the gateway's: a small one, 10 KiB of JSON from
// memory, a redirect.
//
//	http_go PORT BODY_FILE LOCATION
package main

import (
	"log"
	"net/http"
	"os"
	"strconv"
)

var fields = [][2]string{
	{"Server", "go"},
	{"X-Content-Type-Options", "nosniff"},
	{"Referrer-Policy", "no-referrer"},
	{"Cross-Origin-Resource-Policy", "same-origin"},
	{"Cross-Origin-Opener-Policy", "same-origin"},
	{"Cache-Control", "no-store"},
}

func answer(status int, name, value string, body []byte) http.HandlerFunc {
	length := []string{strconv.Itoa(len(body))}
	return func(w http.ResponseWriter, _ *http.Request) {
		head := w.Header()
		for _, field := range fields {
			head[field[0]] = []string{field[1]}
		}
		head[name] = []string{value}
		head["Content-Length"] = length
		w.WriteHeader(status)
		w.Write(body)
	}
}

func main() {
	if len(os.Args) != 4 {
		log.Fatal("usage: http_go PORT BODY_FILE LOCATION")
	}
	body, err := os.ReadFile(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("/livez", answer(200, "Content-Type", "text/plain; charset=utf-8", []byte("ok\n")))
	http.HandleFunc("/body.json", answer(200, "Content-Type", "application/json", body))
	http.HandleFunc("/go/load", answer(302, "Location", os.Args[3], nil))
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Args[1], nil))
}
