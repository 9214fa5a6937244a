// What trains or predicts more than once: scaling over workers, sweeps over settings, proofs of the same bits, explanations. Here are their plans
// and their tables; how they look is the business of Reports.
