/**
 * A description that every service takes, with a construct's path in it: at most 255 characters, of those that EC2 has for security
 * groups; others become `_`. The most particular part of a path is its end, so what is too long loses its middle.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html
 */
export function description(what: string, path: string): string {
  const text = `${what} ${path}`.replace(/[^A-Za-z0-9 ._\-:/()#,@[\]+=&;{}!$*]/g, '_');
  if (text.length <= LONGEST) return text;
  const start = text.slice(0, what.length + 1);
  return `${start}...${text.slice(start.length + 3 - LONGEST)}`;
}

const LONGEST = 255;
