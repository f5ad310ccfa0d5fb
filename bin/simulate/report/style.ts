/** The look of the report, light or dark as the reader's system is. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --text: #1f2328; --soft: #59636e; --line: #d1d9e0; --page: #ffffff;
  --demand: #8c959f; --ours: #0969da; --static: #1a7f37; --onDemand: #8250df;
  --awsSample: #bc4c00; --scalingUtils: #bf3989; --epsagon: #7d6a00;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #e6edf3; --soft: #9198a1; --line: #3d444d; --page: #0d1117;
    --demand: #9198a1; --ours: #58a6ff; --static: #3fb950; --onDemand: #bc8cff;
    --awsSample: #f0883e; --scalingUtils: #f778ba; --epsagon: #d4b62c;
  }
}
body { margin: 0 auto; max-width: 72rem; padding: 1rem 1.5rem 3rem; background: var(--page); color: var(--text);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .8rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; }
th { color: var(--soft); font-weight: 600; }
tr.ours td { font-weight: 600; }
.swatch { display: inline-block; width: .7em; height: .7em; margin-right: .5em; border-radius: 2px; }
fieldset { border: 1px solid var(--line); border-radius: 6px; margin: 1rem 0 0; padding: .5rem 1rem; }
fieldset label { display: inline-block; margin-right: 1.2rem; color: var(--soft); }
fieldset input { width: 5rem; margin-left: .4rem; }
.u-legend { font-size: 13px; text-align: left; }
`;
