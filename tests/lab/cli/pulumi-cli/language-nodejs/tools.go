//go:build tools

// Package tools keeps Pulumi's language host for Node.js among this module's requirements.
package tools

import _ "github.com/pulumi/pulumi/sdk/nodejs/cmd/pulumi-language-nodejs/v3"
