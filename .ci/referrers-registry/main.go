// Serves, for tests, one of two registries that others wrote and that know the referrers API: `referrers-registry ociregistry|ggcr`.
// Prints the address it listens at on 127.0.0.1; ends with its standard input.
package main

import (
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"

	"cuelabs.dev/go/oci/ociregistry/ocimem"
	"cuelabs.dev/go/oci/ociregistry/ociserver"
	"github.com/google/go-containerregistry/pkg/registry"
)

func handler(kind string) http.Handler {
	switch kind {
	case "ociregistry":
		return ociserver.New(ocimem.New(), nil)
	case "ggcr":
		return registry.New(registry.WithReferrersSupport(true), registry.Logger(log.New(io.Discard, "", 0)))
	}
	log.Fatalf("no registry is called %q", kind)
	return nil
}

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: referrers-registry ociregistry|ggcr")
	}
	served := handler(os.Args[1])
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(listener.Addr())
	go func() { log.Fatal(http.Serve(listener, served)) }()
	io.Copy(io.Discard, os.Stdin)
}
