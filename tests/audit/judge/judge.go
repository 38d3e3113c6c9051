// Reads a log by Go's own sumdb/tlog and sumdb/note, which know nothing of ours: is the checkpoint signed, is the tree what it says, is a leaf in it?
//
//	judge ADDRESS KEY INDEX LEAF OLDSIZE OLDROOT
package main

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"

	"judge/note"
	"judge/tlog"
)

type reader struct{ address string }

func (r reader) Height() int { return 8 }

func (r reader) SaveTiles([]tlog.Tile, [][]byte) {}

func (r reader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	found := make([][]byte, len(tiles))
	for i, tile := range tiles {
		// Go writes the height into the path, C2SP tlog-tiles does not.
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		content, err := get(r.address + "/" + path)
		if err != nil {
			return nil, err
		}
		found[i] = content
	}
	return found, nil
}

func get(url string) ([]byte, error) {
	response, err := http.Get(url)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != 200 {
		return nil, fmt.Errorf("%s: %s", url, response.Status)
	}
	return io.ReadAll(response.Body)
}

func must(err error) {
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

func hash(text string, decode func(string) ([]byte, error)) tlog.Hash {
	var found tlog.Hash
	raw, err := decode(text)
	must(err)
	copy(found[:], raw)
	return found
}

func main() {
	address, key := os.Args[1], os.Args[2]
	index, err := strconv.ParseInt(os.Args[3], 10, 64)
	must(err)
	old, err := strconv.ParseInt(os.Args[5], 10, 64)
	must(err)
	leaf := hash(os.Args[4], hex.DecodeString)
	oldRoot := hash(os.Args[6], base64.StdEncoding.DecodeString)

	verifier, err := note.NewVerifier(key)
	must(err)
	signed, err := get(address + "/checkpoint")
	must(err)
	opened, err := note.Open(signed, note.VerifierList(verifier))
	must(err)
	lines := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	tree := tlog.Tree{N: size, Hash: hash(lines[2], base64.StdEncoding.DecodeString)}

	hashes := tlog.TileHashReader(tree, reader{address})
	path, err := tlog.ProveRecord(size, index, hashes)
	must(err)
	must(tlog.CheckRecord(path, size, tree.Hash, index, leaf))
	proof, err := tlog.ProveTree(size, old, hashes)
	must(err)
	must(tlog.CheckTree(proof, size, tree.Hash, old, oldRoot))
	fmt.Printf("%s %d holds\n", lines[0], size)
}
