// Runs the tests and writes what Go says of each as a JUnit report: go run ./internal/junit FILE.
package main

import (
	"bufio"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

type event struct{ Action, Package, Test, Output string }

type testcase struct {
	Class   string  `xml:"classname,attr"`
	Name    string  `xml:"name,attr"`
	Failure *string `xml:"failure"`
	Skipped *string `xml:"skipped"`
}

type suite struct {
	XMLName xml.Name `xml:"testsuite"`
	Cases   []testcase `xml:"testcase"`
}

func main() {
	command := exec.Command("go", "test", "-count=1", "-json", "./...")
	command.Stderr = os.Stderr
	output, err := command.StdoutPipe()
	check(err)
	check(command.Start())
	found := suite{}
	lines := bufio.NewScanner(output)
	for lines.Scan() {
		var now event
		if json.Unmarshal(lines.Bytes(), &now) != nil {
			continue
		}
		fmt.Print(now.Output)
		if now.Test == "" {
			continue
		}
		mark := now.Action
		switch now.Action {
		case "pass":
			found.Cases = append(found.Cases, testcase{Class: now.Package, Name: now.Test})
		case "fail":
			found.Cases = append(found.Cases, testcase{Class: now.Package, Name: now.Test, Failure: &mark})
		case "skip":
			found.Cases = append(found.Cases, testcase{Class: now.Package, Name: now.Test, Skipped: &mark})
		}
	}
	failed := command.Wait()
	text, err := xml.MarshalIndent(found, "", " ")
	check(err)
	check(os.MkdirAll(filepath.Dir(os.Args[1]), 0o755))
	check(os.WriteFile(os.Args[1], text, 0o644))
	check(failed)
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
