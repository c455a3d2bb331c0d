/** The version of this program: that of package.json, which a single file does not have with it (a test compares them). */
export const version = '0.1.0';
