/** How long a campaign may be: CI has no time for what takes half an hour. `CLUSTERPIVOT_CAMPAIGN=full` runs all of it. */
export const campaign: 'short' | 'full' = process.env['CLUSTERPIVOT_CAMPAIGN'] === 'full' ? 'full' : 'short';
