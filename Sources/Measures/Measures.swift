// What is measured of distributions and of a model's predictions; pure arithmetic in double precision.
// The accumulators may decide when a run stops, so they keep to + − × ÷ and √, whose bits are the same everywhere;
// libm serves only what is reported.
