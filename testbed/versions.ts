/** Which releases the testbed is made of. The Go ones are pinned in the go.mod files under modules/; a test keeps both the same. */

export const kubernetesVersion = 'v1.36.3';
export const etcdVersion = 'v3.6.16';
export const capiVersion = 'v1.14.2';
export const certManagerVersion = 'v1.11.5';
export const bareMetalOperatorVersion = 'v0.13.1';
export const debianSuite = 'bookworm';
