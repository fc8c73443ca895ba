package main

import "github.com/vultr/govultr/v3"

const description = "Writes the software"

func (w *walk) createGroup() {
	step("Create a group")
	iam := w.admin.Organization
	created, _, err := iam.CreateGroup(w.ctx, &govultr.OrganizationGroupReq{Name: "Devs", Description: description})
	must("create group", err)
	isID("create group: id", created.ID)
	recent("create group: date_created", created.DateCreated)
	equal("create group", *created, govultr.OrganizationGroup{
		ID:          created.ID,
		Name:        "Devs",
		Description: description,
		DateCreated: created.DateCreated,
	})
	request := &govultr.OrganizationGroupReq{Name: "Developers", Description: description}
	updated, _, err := iam.UpdateGroup(w.ctx, created.ID, request)
	must("update group", err)
	w.group = *created
	w.group.Name = "Developers"
	equal("update group", *updated, w.group)

	read, _, err := iam.GetGroup(w.ctx, created.ID)
	must("get group", err)
	withoutMembers := w.group
	withoutMembers.Members = []govultr.OrganizationUser{}
	equal("get group", present("get group", read), withoutMembers)
	listed, meta, _, err := iam.ListGroups(w.ctx, nil)
	must("list groups", err)
	lastPage("list groups", meta, 1)
	equal("list groups", listed, []govultr.OrganizationGroup{w.group})
}

func (w *walk) attachPolicy() {
	step("Attach a managed policy to the group")
	iam := w.admin.Organization
	policies := everyPage("list policies", func(options *govultr.ListOptions) ([]govultr.OrganizationPolicy, *govultr.Meta, error) {
		rows, meta, _, err := iam.ListPolicies(w.ctx, options)
		return rows, meta, err
	})
	equal("list policies: rows", len(policies), 11)
	for _, policy := range policies {
		if policy.Name == "Provisioning" {
			w.policy = policy
		}
	}
	isID("policy: id", w.policy.ID)
	equal("policy", w.policy, govultr.OrganizationPolicy{
		ID:          w.policy.ID,
		Name:        "Provisioning",
		Description: "Deploying and destroying servers; includes viewing them",
		Document: govultr.OrganizationPolicyDocument{
			Version: "2012-10-17",
			Statement: []govultr.OrganizationPolicyStatement{
				{Effect: "Allow", Action: []string{"provisioning.*"}, Resource: []string{"*"}},
			},
		},
		Version:      "2012-10-17",
		SystemPolicy: true,
		DateCreated:  "2026-01-01T12:00:00+00:00",
	})
	equal("list policies: the custom one is managed", policies[10].SystemPolicy, false)
	read, _, err := iam.GetPolicy(w.ctx, w.policy.ID)
	must("get policy", err)
	equal("get policy", present("get policy", read), w.policy)

	w.expectGroupPolicies("list the group's policies before", []govultr.OrganizationPolicy{})
	must("attach the policy", iam.AttachPolicyGroup(w.ctx, w.policy.ID, w.group.ID))
	w.expectGroupPolicies("list the group's policies", []govultr.OrganizationPolicy{w.policy})
	groups, meta, _, err := iam.ListPolicyGroups(w.ctx, w.policy.ID, nil)
	must("list the policy's groups", err)
	lastPage("list the policy's groups", meta, 1)
	assignedTo := only("list the policy's groups", groups)
	recent("list the policy's groups: assigned_date", assignedTo.DateAssigned)
	attached := w.group
	attached.DateAssigned = assignedTo.DateAssigned
	equal("list the policy's groups", assignedTo, attached)
}

func (w *walk) expectGroupPolicies(what string, want []govultr.OrganizationPolicy) {
	policies, meta, _, err := w.admin.Organization.ListGroupPolicies(w.ctx, w.group.ID)
	must(what, err)
	lastPage(what, meta, len(want))
	equal(what, present(what, policies), govultr.OrganizationGroupPolicies{
		Direct: want, Role: []govultr.OrganizationPolicy{}, All: want,
	})
}

func (w *walk) addToGroup() {
	step("Add the user to the group")
	iam := w.admin.Organization
	request := &govultr.OrganizationGroupMemberReq{UserID: w.userID, Name: "Jane Doe"}
	must("add group member", iam.AddGroupMember(w.ctx, w.group.ID, request))
	read, _, err := iam.GetGroup(w.ctx, w.group.ID)
	must("get group", err)
	member := only("get group: members", present("get group", read).Members)
	recent("get group: member: date_created", member.DateCreated)
	equal("get group: member", member, govultr.OrganizationUser{
		ID:          w.userID,
		Name:        "Jane Doe",
		FirstName:   "Jane",
		LastName:    "Doe",
		Email:       email,
		DateCreated: member.DateCreated,
	})
	groups, meta, _, err := iam.ListUserGroups(w.ctx, w.userID, nil)
	must("list the user's groups", err)
	lastPage("list the user's groups", meta, 1)
	equal("list the user's groups", groups, []govultr.OrganizationGroup{w.group})
	inherited := []govultr.OrganizationPolicy{w.policy}
	w.expectUserPolicies("list the user's policies", inherited, []govultr.OrganizationPolicy{}, inherited)
}

func (w *walk) expectUserPolicies(what string, all, direct, inherited []govultr.OrganizationPolicy) {
	want := govultr.OrganizationPoliciesForUser{All: all, Direct: direct, Inherited: inherited}
	policies, meta, _, err := w.admin.Organization.ListUserPolicies(w.ctx, w.userID, nil)
	must(what, err)
	lastPage(what, meta, len(all))
	equal(what, present(what, policies), want)
	policies, meta, _, err = w.own.Organization.ListCurrentUserPolicies(w.ctx, nil)
	what += " with their own key"
	must(what, err)
	lastPage(what, meta, len(all))
	equal(what, present(what, policies), want)
}
