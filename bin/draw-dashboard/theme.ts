/** Colours of the picture. */
export interface Theme {
  readonly page: string;
  readonly card: string;
  readonly border: string;
  readonly grid: string;
  readonly text: string;
  readonly soft: string;
  readonly accent: string;
  readonly ok: string;
  readonly okBack: string;
  readonly raised: string;
  readonly raisedBack: string;
  /** Of lines without a colour of their own, in this order. */
  readonly lines: readonly string[];
  /** By the colour that the dashboard gives a line. */
  readonly named: Readonly<Record<string, string>>;
}

export const THEMES: Readonly<Record<'light' | 'dark', Theme>> = {
  light: {
    page: '#f6f8fa',
    card: '#ffffff',
    border: '#d8dee4',
    grid: '#eaeef2',
    text: '#1f2328',
    soft: '#656d76',
    accent: '#0969da',
    ok: '#1a7f37',
    okBack: '#eefaf1',
    raised: '#bc4c00',
    raisedBack: '#fff1e5',
    lines: ['#0969da', '#bf3989', '#1a7f37', '#bc4c00', '#8250df', '#0e8a8a'],
    named: {
      '#d62728': '#cf222e',
      '#ff7f0e': '#d4720b',
      '#9467bd': '#8250df',
      '#2ca02c': '#1a7f37',
      '#1f77b4': '#0969da',
      '#7f7f7f': '#818b95',
    },
  },
  dark: {
    page: '#0d1117',
    card: '#151b23',
    border: '#30363d',
    grid: '#232a33',
    text: '#e6edf3',
    soft: '#9198a1',
    accent: '#58a6ff',
    ok: '#3fb950',
    okBack: '#12261e',
    raised: '#f0883e',
    raisedBack: '#341a0a',
    lines: ['#58a6ff', '#f778ba', '#3fb950', '#f0883e', '#bc8cff', '#39c5cf'],
    named: {
      '#d62728': '#ff7b72',
      '#ff7f0e': '#f0a33e',
      '#9467bd': '#bc8cff',
      '#2ca02c': '#3fb950',
      '#1f77b4': '#58a6ff',
      '#7f7f7f': '#8b949e',
    },
  },
};
