/**
 * Which releases belong together, as upstream builds and tests them: the go.mod files of CAPM3's release branches, and
 * metal3-docs, docs/user-guide/src/version_support.md (IPAM follows CAPM3's releases). Minor versions.
 */

export interface Release {
  readonly capm3: string;
  readonly clusterApi: string;
  readonly ipam: string;
  readonly bareMetalOperator: string;
}

export const releases: readonly Release[] = [
  { capm3: '1.14', clusterApi: '1.14', ipam: '1.14', bareMetalOperator: '0.14' },
  { capm3: '1.13', clusterApi: '1.13', ipam: '1.13', bareMetalOperator: '0.13' },
  { capm3: '1.12', clusterApi: '1.12', ipam: '1.12', bareMetalOperator: '0.12' },
  { capm3: '1.11', clusterApi: '1.11', ipam: '1.11', bareMetalOperator: '0.11' },
];

/** `1.14` of `v1.14.2`, or of an image's tag; undefined for what is no version. */
export function minorOf(version: string): string | undefined {
  return /^v?(\d+\.\d+)(\.|$)/.exec(version)?.[1];
}

/** Of an image with a version as its tag. A digest, `latest` or a branch tells nothing. */
export function versionOfImage(image: string): string | undefined {
  return /:(v\d+\.\d+\.\d+[-.0-9A-Za-z]*)(@|$)/.exec(image)?.[1];
}
