// Command govultr-walk uses Vultr's own Go client against the simulator, as Vultr's guide does: from the first
// invitation to the blank "No Active Organization" screen and out of it, then through a suspension to the removal.
// It checks every field that the client decodes, and stops at the first difference.
//
//	govultr-walk <base URL> <API key of the organization>
package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/vultr/govultr/v3"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "Usage: govultr-walk <base URL> <API key of the organization>")
		os.Exit(2)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	w := &walk{ctx: ctx, baseURL: os.Args[1], admin: newClient(os.Args[1], os.Args[2])}

	w.findOrganization()
	w.invite()
	w.createGroup()
	w.attachPolicy()
	w.accept()
	w.meetBlankScreen()
	w.addToGroup()
	w.leaveBlankScreen()
	w.attachPolicyToUser()
	w.readRoles()
	w.suspend()
	w.unsuspend()
	w.expectErrors()
	w.undoAccess()
	w.removeUser()
	fmt.Printf("Vultr's Go client agrees with the simulator: %d values checked.\n", checked)
}

// walk holds what earlier steps found and later ones use.
type walk struct {
	ctx     context.Context
	baseURL string
	// admin uses the key of the organization.
	admin *govultr.Client
	// own uses the new user's own key.
	own *govultr.Client

	organizationID string
	invitationID   string
	group          govultr.OrganizationGroup
	policy         govultr.OrganizationPolicy
	userID         string
	invitedAt      string
}
