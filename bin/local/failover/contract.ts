/** Id of the app: its stacks are this and `Primary` or `Secondary`. */
export const APP = 'CrossRegion';

/** The Region that is active first. */
export const PRIMARY = 'eu-west-1';
export const SECONDARY = 'eu-central-1';
