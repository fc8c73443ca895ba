package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"

	"github.com/vultr/govultr/v3"
)

// newClient returns a client that is configured as in govultr's README.
func newClient(baseURL, key string) *govultr.Client {
	client := govultr.NewClient(&http.Client{Transport: bearer{key}})
	must("the base URL", client.SetBaseURL(baseURL))
	return client
}

// bearer adds the API key, as golang.org/x/oauth2 does in govultr's README.
type bearer struct{ key string }

func (b bearer) RoundTrip(request *http.Request) (*http.Response, error) {
	authorized := request.Clone(request.Context())
	authorized.Header.Set("Authorization", "Bearer "+b.key)
	return http.DefaultTransport.RoundTrip(authorized)
}

// acceptInvitation does what the invited person does with the link in the email. Only the simulator has this path.
func (w *walk) acceptInvitation() (userID, apiKey string) {
	url := w.baseURL + "/__sim/invitations/" + w.invitationID + "/accept"
	response, err := http.Post(url, "application/json", bytes.NewReader(nil))
	must("accept", err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	must("accept", err)
	var accepted struct {
		User struct {
			ID string `json:"id"`
		} `json:"user"`
		APIKey string `json:"apiKey"`
	}
	must("accept: "+string(body), json.Unmarshal(body, &accepted))
	isID("accept: user.id", accepted.User.ID)
	return accepted.User.ID, accepted.APIKey
}
