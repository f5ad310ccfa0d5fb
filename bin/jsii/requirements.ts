import type { Language } from './manifest';
import { isThere, ToolError } from './tool';

const PYTHON = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))';

/** Whether there is what Java is built with. */
export function hasMaven(): boolean {
  return isThere('mvn', '--version') && isThere('javac', '-version');
}

/** Fails where the tools of a language are missing, before minutes of work. */
export function checkTools(languages: readonly Language[]): void {
  // jsii-pacmak takes the command of this name and no other.
  if (languages.includes('python') && !isThere('python3', '-c', PYTHON)) {
    throw new ToolError(
      'for Python, python3 has to be Python 3.10 or later with venv (python3-venv on Debian); without it: npm run jsii -- java',
    );
  }
  if (languages.includes('java') && !hasMaven()) {
    throw new ToolError(
      'for Java, Maven 3.6 or later and a JDK are needed (maven and default-jdk-headless on Debian); without them: npm run jsii -- python',
    );
  }
}
