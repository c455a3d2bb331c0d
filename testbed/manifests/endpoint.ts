/** What is known of Ironic's endpoint before it is anywhere. */

/** The bridge that every node has on its provisioning NIC. */
export const endpointInterface = 'ironicendpoint';
/** Of Ironic's API. */
export const ironicPort = 6385;
/** Of the image server. */
export const imagePort = 6180;
