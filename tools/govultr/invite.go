package main

import (
	"time"

	"github.com/vultr/govultr/v3"
)

const (
	email     = "Jane.Doe@example.com"
	rootEmail = "root@example.com"
)

func (w *walk) findOrganization() {
	step("Organizations")
	listed, meta, _, err := w.admin.Organization.ListOrganizations(w.ctx, nil)
	must("list organizations", err)
	lastPage("list organizations", meta, 1)
	organization := only("list organizations", listed)
	isID("organization: id", organization.ID)
	equal("organization", organization, govultr.Organization{
		ID:          organization.ID,
		Name:        "Example Organization",
		Type:        "organization",
		DateCreated: "2026-01-01T12:00:00+00:00",
	})
	read, _, err := w.admin.Organization.GetOrganization(w.ctx, listed[0].ID)
	must("get organization", err)
	equal("get organization", *read, organization)
	w.organizationID = read.ID
}

func (w *walk) invite() {
	step("Invite, look at the invitation, resend it")
	iam := w.admin.Organization
	request := &govultr.OrganizationInvitationReq{
		Email:       email,
		Permissions: govultr.OrganizationInvitationPermission{APIEnabled: true},
	}
	created, _, err := iam.CreateInvitation(w.ctx, request)
	must("create invitation", err)
	w.invitationID = created.ID
	w.invitedAt = created.DateCreated
	w.expectInvitation("create invitation", created, "Pending")
	_, _, err = iam.CreateInvitation(w.ctx, request)
	refused("create invitation twice", err, "This email address has already been invited.")

	read, _, err := iam.GetInvitation(w.ctx, created.ID)
	must("get invitation", err)
	equal("get invitation", *read, *created)
	listed, meta, _, err := iam.ListInvitations(w.ctx, nil)
	must("list invitations", err)
	lastPage("list invitations", meta, 1)
	equal("list invitations", listed, []govultr.OrganizationInvitation{*created})
	resent, _, err := iam.ResendInvitation(w.ctx, created.ID)
	must("resend invitation", err)
	w.expectInvitation("resend invitation", resent, "Pending")

	users, meta, _, err := w.admin.User.List(w.ctx, nil)
	must("list users", err)
	lastPage("list users", meta, 1)
	equal("list users before anyone has accepted: email", only("list users", users).Email, rootEmail)
}

func (w *walk) accept() {
	step("The person accepts")
	userID, apiKey := w.acceptInvitation()
	w.userID = userID
	w.own = newClient(w.baseURL, apiKey)
	read, _, err := w.admin.Organization.GetInvitation(w.ctx, w.invitationID)
	must("get invitation after acceptance", err)
	w.expectInvitation("get invitation after acceptance", read, "Accepted")
	_, _, err = w.admin.Organization.ResendInvitation(w.ctx, w.invitationID)
	refused("resend an accepted invitation", err, "Only pending invitations can be resent.")

	users := everyPage("list users", func(options *govultr.ListOptions) ([]govultr.User, *govultr.Meta, error) {
		rows, meta, _, err := w.admin.User.List(w.ctx, options)
		return rows, meta, err
	})
	equal("list users: rows", len(users), 2)
	equal("list users: root", users[0].Email, rootEmail)
	equal("list users: the new user", users[1], w.user(true))
	w.expectUser("get user", true)
	must("update user", w.admin.User.Update(w.ctx, userID, &govultr.UserReq{APIEnabled: govultr.BoolToBoolPtr(false)}))
	w.expectUser("get user without API access", false)
	must("update user", w.admin.User.Update(w.ctx, userID, &govultr.UserReq{APIEnabled: govultr.BoolToBoolPtr(true)}))
}

func (w *walk) expectInvitation(what string, got *govultr.OrganizationInvitation, status string) {
	isID(what+": id", got.ID)
	createdAt := recent(what+": date_created", got.DateCreated)
	expiresAt, err := time.Parse(time.RFC3339, got.DateExpiration)
	must(what+": expiration_date", err)
	want := govultr.OrganizationInvitation{
		ID:               w.invitationID,
		InviterName:      "Root Example",
		InviterEmail:     rootEmail,
		EmailInvited:     email,
		Permissions:      &govultr.OrganizationInvitationPermission{APIEnabled: true},
		OrganizationID:   w.organizationID,
		OrganizationName: "Example Organization",
		StatusInvite:     status,
		DateCreated:      w.invitedAt,
		DateExpiration:   got.DateExpiration,
	}
	if status == "Accepted" {
		recent(what+": date_responded", got.DateResponded)
		want.DateResponded = got.DateResponded
		want.EmailRegistered = email
	}
	equal(what, *got, want)
	// A resend moves the end; the wire has whole seconds.
	window := expiresAt.Sub(createdAt)
	if window < 72*time.Hour || window > 72*time.Hour+2*time.Minute {
		fail(what, "the invitation is valid for %s instead of three days", window)
	}
}

func (w *walk) user(apiEnabled bool) govultr.User {
	return govultr.User{
		ID:         w.userID,
		Name:       "Jane Doe",
		Email:      email,
		APIEnabled: &apiEnabled,
		ACL:        []string{},
	}
}

func (w *walk) expectUser(what string, apiEnabled bool) {
	read, _, err := w.admin.User.Get(w.ctx, w.userID)
	must(what, err)
	equal(what, present(what, read), w.user(apiEnabled))
}
