/**
 * Stands in for CloudFormation's Rules section: assertions over parameters, checked before anything is made.
 * A rule that depends on a value only known during the deployment is checked then.
 */
import { asList, asMap, asText, type Node, type Place, usageError } from './nodes.ts';
import type { Parameter } from './parameters.ts';
import type { Scope } from './resolve.ts';
import type { TemplateFile } from './template-file.ts';
import { type RuleScope, truth } from './truth.ts';

/** Throws a UsageError with the rule's own AssertDescription for the first assertion that does not hold. */
export function checkRules(template: TemplateFile, parameters: readonly Parameter[], scope: Scope): void {
  for (const [name, { node, place }] of template.rules?.entries ?? []) {
    const rule = asMap(node, `rule ${name}`);
    for (const [field, entry] of rule.entries) {
      if (field !== 'RuleCondition' && field !== 'Assertions') {
        throw usageError(entry.place, `rule ${name} may have RuleCondition and Assertions, not ${field}`);
      }
    }
    const rules = ruleScope(template, parameters, scope);
    const condition = rule.entries.get('RuleCondition');
    if (condition && truth(condition.node, rules, rules) !== true) continue;
    const assertions = rule.entries.get('Assertions');
    if (!assertions) throw usageError(place, `rule ${name} has no Assertions`);
    for (const item of asList(assertions.node, `Assertions of rule ${name}`).items) checkAssertion(name, item, rules);
  }
}

function checkAssertion(rule: string, node: Node, rules: RuleScope): void {
  const assertion = asMap(node, `an assertion of rule ${rule}`);
  const assert = assertion.entries.get('Assert');
  if (!assert) throw usageError(assertion.place, `an assertion of rule ${rule} has no Assert`);
  if (truth(assert.node, rules, rules) !== false) return;
  const description = assertion.entries.get('AssertDescription');
  const why = description ? asText(description.node, 'AssertDescription') : 'its assertion does not hold';
  throw usageError(assert.place, `rule ${rule}: ${why}`);
}

function ruleScope(template: TemplateFile, parameters: readonly Parameter[], scope: Scope): RuleScope {
  const onlyParameters = (name: string, place: Place) => {
    if (template.resources.has(name)) throw usageError(place, `a rule cannot depend on the resource ${name}`);
    return scope.reference(name, place);
  };
  return {
    ...scope,
    reference: onlyParameters,
    attribute: (_logicalId, _attribute, place) => {
      throw usageError(place, 'Fn::GetAtt may not stand in the Rules section');
    },
    condition: (_name, place) => {
      throw usageError(place, 'a rule cannot use Conditions; write the comparison out');
    },
    allOfType: (type) => ({
      kind: 'list',
      items: parameters.filter((parameter) => parameter.type === type).map((parameter) => parameter.value),
      place: { file: template.file, line: 1 },
    }),
  };
}
