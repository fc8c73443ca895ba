package main

import "github.com/vultr/govultr/v3"

const unknownID = "00000000-0000-4000-8000-000000000000"

func (w *walk) suspend() {
	step("Suspend the user")
	iam := w.admin.Organization
	w.expectSuspended("list suspended users before", 0)
	must("suspend user", iam.SuspendUser(w.ctx, w.organizationID, w.userID))
	user := only("list suspended users", w.expectSuspended("list suspended users", 1))
	recent("list suspended users: date_suspended", user.DateSuspended)
	equal("list suspended users", user, govultr.OrganizationUser{
		ID:            w.userID,
		Name:          "Jane Doe",
		FirstName:     "Jane",
		LastName:      "Doe",
		Email:         email,
		DateCreated:   w.invitedAt,
		DateSuspended: user.DateSuspended,
	})
	w.expectUser("get a suspended user", true)
	_, _, _, err := w.own.Organization.ListCurrentUserGroups(w.ctx, nil)
	refused("list current user's groups while suspended", err, "Invalid API token.")
	groups, _, _, err := iam.ListUserGroups(w.ctx, w.userID, nil)
	must("list a suspended user's groups", err)
	equal("list a suspended user's groups", groups, []govultr.OrganizationGroup{w.group})
}

func (w *walk) unsuspend() {
	step("Unsuspend the user")
	must("unsuspend user", w.admin.Organization.UnsuspendUser(w.ctx, w.organizationID, w.userID))
	w.expectSuspended("list suspended users after", 0)
	w.expectOwnGroups("list current user's groups after a suspension", []govultr.OrganizationGroup{w.group})
}

func (w *walk) expectSuspended(what string, count int) []govultr.OrganizationUser {
	users, meta, _, err := w.admin.Organization.ListSuspendedUsers(w.ctx, w.organizationID, nil)
	must(what, err)
	lastPage(what, meta, count)
	equal(what+": rows", len(users), count)
	return users
}

// expectErrors checks the messages by which Vultr's Terraform provider recognizes that something is missing.
func (w *walk) expectErrors() {
	step("What does not exist")
	iam := w.admin.Organization
	_, _, err := iam.GetInvitation(w.ctx, unknownID)
	refused("get an unknown invitation", err, "Invite not found")
	_, _, err = iam.GetGroup(w.ctx, unknownID)
	refused("get an unknown group", err, "Group not found")
	_, _, err = iam.GetPolicy(w.ctx, unknownID)
	refused("get an unknown policy", err, "Policy not found")
	_, _, err = iam.GetOrganization(w.ctx, unknownID)
	refused("get an unknown organization", err, "Organization not found.")
	_, _, err = iam.GetRole(w.ctx, unknownID)
	refused("get an unknown role", err, "Role not found")
	_, _, err = w.admin.User.Get(w.ctx, unknownID)
	refused("get an unknown user", err, "Invalid user")
	_, _, _, err = newClient(w.baseURL, "wrong").User.List(w.ctx, nil)
	refused("list users with a wrong key", err, "Invalid API token.")
}

func (w *walk) undoAccess() {
	step("Take the user out of the group, detach the policy, delete the group")
	iam := w.admin.Organization
	must("remove group member", iam.RemoveGroupMember(w.ctx, w.group.ID, w.userID))
	w.expectOwnGroups("list current user's groups outside the group", []govultr.OrganizationGroup{})
	must("detach the policy from the group", iam.DetachPolicyGroup(w.ctx, w.policy.ID, w.group.ID))
	w.expectGroupPolicies("list the group's policies after", []govultr.OrganizationPolicy{})
	must("delete group", iam.DeleteGroup(w.ctx, w.group.ID))
	refused("delete group twice", iam.DeleteGroup(w.ctx, w.group.ID), "Group not found")
}

func (w *walk) removeUser() {
	step("Remove the user from the organization")
	must("delete organization user", w.admin.Organization.DeleteUser(w.ctx, w.organizationID, w.userID))
	_, _, err := w.admin.User.Get(w.ctx, w.userID)
	refused("get a removed user", err, "Invalid user")
	_, _, _, err = w.own.Organization.ListCurrentUserGroups(w.ctx, nil)
	refused("list current user's groups after the removal", err, "Invalid API token.")
}
