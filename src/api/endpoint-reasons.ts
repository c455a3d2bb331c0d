/** Why the endpoint's address is not where and how it should be. */

export const endpointReasons = {
  /** A node that may hold the address has no probe that reports. */
  ProbeReportMissing: 'ProbeReportMissing',
  /** A node's report has not been renewed; what it said is not known to be true any more. */
  ProbeReportStale: 'ProbeReportStale',
  /** A report is of another version, looks at something else, or lacks a fact that is needed. */
  ProbeReportIncomplete: 'ProbeReportIncomplete',

  InterfaceMissing: 'InterfaceMissing',
  InterfaceDown: 'InterfaceDown',
  /** No address on the interface shares a network with the endpoint's. */
  NoStaticAddress: 'NoStaticAddress',
  /** The only such address is a DHCP lease, which the end of Ironic's DHCP server would take away. */
  AddressIsLeased: 'AddressIsLeased',
  /** The target has the address before it may. */
  AddressAlreadyInTarget: 'AddressAlreadyInTarget',
  /** Something else listens on a port that Ironic needs. */
  PortInUse: 'PortInUse',
  /** Another host takes part in the election of who holds the address. */
  ForeignVrrp: 'ForeignVrrp',
  /** A second DHCP server would boot hosts from elsewhere. */
  ForeignDhcpServer: 'ForeignDhcpServer',

  /** Ironic's Pods are not gone from the source. */
  SourceIronicRunning: 'SourceIronicRunning',
  /** The address is still, or again, on a node of the source. */
  AddressHeldBySource: 'AddressHeldBySource',
  /** Somebody answers for an address that nobody should hold. */
  AddressStillAnswers: 'AddressStillAnswers',
  PortStillAnswers: 'PortStillAnswers',
  /** Released, but not for long enough without a gap. */
  ReleaseNotSteady: 'ReleaseNotSteady',

  AddressNotHeld: 'AddressNotHeld',
  /** Two hosts have the address at once. */
  DuplicateAddress: 'DuplicateAddress',
  AddressHeldElsewhere: 'AddressHeldElsewhere',
  UnexpectedPrefix: 'UnexpectedPrefix',
  /** Other nodes get no answer for the address that one holds. */
  AddressNotAnswering: 'AddressNotAnswering',
  KeepalivedNotRunning: 'KeepalivedNotRunning',
  IronicApiNotAnswering: 'IronicApiNotAnswering',
  ConductorNotReady: 'ConductorNotReady',
  ImageServerNotAnswering: 'ImageServerNotAnswering',
  /** Held and served, but not for long enough without a gap. */
  HoldNotSteady: 'HoldNotSteady',
} as const;

export type EndpointReason = (typeof endpointReasons)[keyof typeof endpointReasons];
