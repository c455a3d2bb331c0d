/**
 * Which releases the testbed is made of. The Go ones are pinned in the go.mod files under modules/, the Python ones in
 * ironic/requirements.txt; a test keeps them the same.
 */

export const kubernetesVersion = 'v1.36.3';
export const etcdVersion = 'v3.6.16';
export const capiVersion = 'v1.14.2';
export const certManagerVersion = 'v1.11.5';
export const bareMetalOperatorVersion = 'v0.13.1';
export const ironicVersion = '39.0.0';
export const sushyToolsVersion = '2.2.0';
export const debianSuite = 'bookworm';
