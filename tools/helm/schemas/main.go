// Writes the JSON schemas of the Kubernetes objects that the chart contains, for kubeconform:
//
//	schemas <folder>
//
// They are made from the Go types of Kubernetes and of the Prometheus Operator, whose versions ../go.mod pins, the way
// the schemas of custom resources are made. Run it in the folder of go.mod: it reads the sources of these types.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	_ "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
	_ "k8s.io/api/apps/v1"
	_ "k8s.io/api/batch/v1"
	_ "k8s.io/api/core/v1"
	_ "k8s.io/api/networking/v1"
	_ "k8s.io/api/policy/v1"
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"sigs.k8s.io/controller-tools/pkg/crd"
	crdmarkers "sigs.k8s.io/controller-tools/pkg/crd/markers"
	"sigs.k8s.io/controller-tools/pkg/loader"
	"sigs.k8s.io/controller-tools/pkg/markers"
)

// The kinds of each package, and the API group whose first part is in the name of the file.
var sources = []struct {
	path  string
	group string
	kinds []string
}{
	{"k8s.io/api/core/v1", "", []string{"ConfigMap", "Pod", "Service"}},
	{"k8s.io/api/apps/v1", "apps", []string{"Deployment"}},
	{"k8s.io/api/batch/v1", "batch", []string{"Job"}},
	{"k8s.io/api/policy/v1", "policy", []string{"PodDisruptionBudget"}},
	{"k8s.io/api/networking/v1", "networking.k8s.io", []string{"NetworkPolicy"}},
	{
		"github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1",
		"monitoring.coreos.com",
		[]string{"ServiceMonitor"},
	},
}

func main() {
	if len(os.Args) != 2 {
		fail(fmt.Errorf("usage: schemas <folder>"))
	}
	if err := writeAll(os.Args[1]); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func writeAll(folder string) error {
	parser := &crd.Parser{
		Collector: &markers.Collector{Registry: &markers.Registry{}},
		Checker:   &loader.TypeChecker{},
		// metav1.ObjectMeta has its fields, so that a wrong one is found.
		GenerateEmbeddedObjectMeta: true,
		AllowDangerousTypes:        true,
	}
	if err := crdmarkers.Register(parser.Collector.Registry); err != nil {
		return err
	}
	crd.AddKnownTypes(parser)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	for _, source := range sources {
		packages, err := loader.LoadRoots(source.path)
		if err != nil {
			return err
		}
		parser.NeedPackage(packages[0])
		for _, kind := range source.kinds {
			ident := crd.TypeIdent{Package: packages[0], Name: kind}
			parser.NeedFlattenedSchemaFor(ident)
			schema, found := parser.FlattenedSchemata[ident]
			if !found || len(schema.Properties) == 0 {
				return fmt.Errorf("%s has no type %s", source.path, kind)
			}
			if err := write(folder, source.group, kind, *schema.DeepCopy()); err != nil {
				return err
			}
		}
	}
	return nil
}

func write(folder, group, kind string, schema v1.JSONSchemaProps) error {
	strict(&schema)
	apiVersion := "v1"
	name := strings.ToLower(kind)
	if group != "" {
		apiVersion = group + "/v1"
		name += "-" + strings.Split(group, ".")[0]
	}
	schema.Properties["apiVersion"] = only(apiVersion)
	schema.Properties["kind"] = only(kind)
	schema.Required = append(schema.Required, "apiVersion", "kind", "metadata")
	text, err := json.Marshal(schema)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, name+"-v1.json"), text, 0o644)
}

func only(text string) v1.JSONSchemaProps {
	quoted, _ := json.Marshal(text)
	return v1.JSONSchemaProps{Type: "string", Enum: []v1.JSON{{Raw: quoted}}}
}

// Rejects the properties that a type does not have, and removes the descriptions, which nobody reads here.
func strict(schema *v1.JSONSchemaProps) {
	schema.Description = ""
	if len(schema.Properties) > 0 && schema.AdditionalProperties == nil {
		schema.AdditionalProperties = &v1.JSONSchemaPropsOrBool{Allows: false}
	}
	for name, property := range schema.Properties {
		strict(&property)
		schema.Properties[name] = property
	}
	if schema.Items != nil && schema.Items.Schema != nil {
		strict(schema.Items.Schema)
	}
	if schema.AdditionalProperties != nil && schema.AdditionalProperties.Schema != nil {
		strict(schema.AdditionalProperties.Schema)
	}
}
