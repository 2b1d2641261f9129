package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func ask(path string) *httptest.ResponseRecorder {
	answer := httptest.NewRecorder()
	handler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, path, nil))
	return answer
}

func TestItIsReady(t *testing.T) {
	if answer := ask("/health/ready"); answer.Code != 200 || !strings.Contains(answer.Body.String(), `"ok"`) {
		t.Fatalf("%d %s", answer.Code, answer.Body)
	}
}

func TestOtherPathsAreNotFound(t *testing.T) {
	if answer := ask("/nothing"); answer.Code != 404 {
		t.Fatalf("%d", answer.Code)
	}
}
