package main

import "github.com/vultr/govultr/v3"

// meetBlankScreen asks what the guide asks: an empty list of the user's own groups is what produces the screen.
func (w *walk) meetBlankScreen() {
	step("\"No Active Organization\": the user's own key sees no group")
	w.expectOwnGroups("list current user's groups before", []govultr.OrganizationGroup{})
}

func (w *walk) leaveBlankScreen() {
	step("Out of it: the user's own key sees the group")
	w.expectOwnGroups("list current user's groups", []govultr.OrganizationGroup{w.group})
	_, _, _, err := w.own.User.List(w.ctx, nil)
	refused("list users with the user's own key", err, "You do not have permission to perform this action.")
}

func (w *walk) expectOwnGroups(what string, want []govultr.OrganizationGroup) {
	groups, meta, _, err := w.own.Organization.ListCurrentUserGroups(w.ctx, nil)
	must(what, err)
	lastPage(what, meta, len(want))
	equal(what, groups, want)
}

func (w *walk) attachPolicyToUser() {
	step("Attach the policy to the user, too, and detach it")
	iam := w.admin.Organization
	policies := []govultr.OrganizationPolicy{w.policy}
	must("attach the policy to the user", iam.AttachPolicyUser(w.ctx, w.policy.ID, w.userID))
	w.expectUserPolicies("list the user's policies, one of them direct", policies, policies, policies)
	users, meta, _, err := iam.ListPolicyUsers(w.ctx, w.policy.ID, nil)
	must("list the policy's users", err)
	lastPage("list the policy's users", meta, 1)
	user := only("list the policy's users", users)
	recent("list the policy's users: assigned_date", user.DateAssigned)
	equal("list the policy's users", user, govultr.OrganizationUser{
		ID:           w.userID,
		Name:         "Jane Doe",
		FirstName:    "Jane",
		LastName:     "Doe",
		Email:        email,
		DateCreated:  w.invitedAt,
		DateAssigned: user.DateAssigned,
	})
	must("detach the policy from the user", iam.DetachPolicyUser(w.ctx, w.policy.ID, w.userID))
	users, meta, _, err = iam.ListPolicyUsers(w.ctx, w.policy.ID, nil)
	must("list the policy's users after", err)
	lastPage("list the policy's users after", meta, 0)
	equal("list the policy's users after", users, []govultr.OrganizationUser{})
}

func (w *walk) readRoles() {
	step("Roles, of which the simulator has none")
	iam := w.admin.Organization
	roles, meta, _, err := iam.ListRoles(w.ctx, nil)
	must("list roles", err)
	lastPage("list roles", meta, 0)
	equal("list roles", roles, []govultr.OrganizationRole{})
	ofGroup, meta, _, err := iam.ListGroupRoles(w.ctx, w.group.ID)
	must("list the group's roles", err)
	lastPage("list the group's roles", meta, 0)
	noGroupRoles := []govultr.OrganizationGroupRole{}
	equal("list the group's roles", present("list the group's roles", ofGroup), govultr.OrganizationGroupRoles{
		All: noGroupRoles, Inherited: noGroupRoles, Direct: noGroupRoles,
	})
	none := govultr.OrganizationRolesForUser{
		All: []govultr.OrganizationRole{}, Direct: []govultr.OrganizationRole{}, Inherited: []govultr.OrganizationRole{},
	}
	ofUser, meta, _, err := iam.ListUserRoles(w.ctx, w.userID, nil)
	must("list the user's roles", err)
	lastPage("list the user's roles", meta, 0)
	equal("list the user's roles", present("list the user's roles", ofUser), none)
	own, meta, _, err := w.own.Organization.ListCurrentUserRoles(w.ctx, nil)
	must("list current user's roles", err)
	lastPage("list current user's roles", meta, 0)
	equal("list current user's roles", present("list current user's roles", own), none)
}
