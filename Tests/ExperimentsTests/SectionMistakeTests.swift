import Experiments
import Testing

@Suite("Keys and sections in the wrong place")
struct SectionMistakeTests {
    static let unknown: [Mistake] = [
        Mistake(
            line: "training: {bacth_size: 3}",
            "a.yaml:3:12: training.bacth_size: unknown key; did you mean batch_size?"),
        Mistake(line: "trainign:\n", "a.yaml:3:1: trainign: unknown key; did you mean training?"),
        Mistake(
            line: "training: {batchSize: 3}",
            "a.yaml:3:12: training.batchSize: unknown key; did you mean batch_size?"),
        // A swap counts once: twice would be too far from so short a word.
        Mistake(line: "sede: 3", "a.yaml:3:1: sede: unknown key; did you mean seed?"),
        Mistake(line: "Seed: 3", "a.yaml:3:1: Seed: unknown key; did you mean seed?"),
        Mistake(
            line: "training: {verbosity: 3}",
            "a.yaml:3:12: training.verbosity: unknown key; "
                + "known here: start, epochs, tolerance, batch_size, shards, class_weight, decision_threshold, false_positive_cost, false_negative_cost, l2, l1, averaging, averaging_decay, early_stopping, checkpoint"
        ),
        Mistake(
            line: "training: {early_stopping: {patients: 3}}",
            "a.yaml:3:29: training.early_stopping.patients: unknown key; did you mean patience?"),
        Mistake(line: "training: {L2: 3}", "a.yaml:3:12: training.L2: unknown key; did you mean l2?"),
        Mistake(
            line: "optimizer: {lr: 3}",
            "a.yaml:3:13: optimizer.lr: unknown key; known here: kind, learning_rate, momentum, nesterov, beta1, "
                + "beta2, epsilon, weight_decay, gradient_clip_norm, schedule"),
        Mistake(
            line: "? verbosity\n",
            "a.yaml:3:3: verbosity: unknown key; "
                + "known here: name, seed, data, model, training, optimizer, machine, output, replay, sweep"),
        Mistake(
            line: "optimizer: {batch_size: 3}",
            "a.yaml:3:13: optimizer.batch_size: unknown key; batch_size belongs in training"),
        Mistake(line: "synthetic: {}", "a.yaml:3:1: synthetic: unknown key; synthetic belongs in data"),
        Mistake(line: "training: {seed: 3}", "a.yaml:3:12: training.seed: unknown key; seed belongs at the top level"),
        Mistake(
            line: "kind: sgd",
            "a.yaml:3:1: kind: unknown key; "
                + "kind belongs in data.synthetic, in model, in optimizer or in optimizer.schedule"),
        Mistake(
            line: "learning_rat: 3",
            "a.yaml:3:1: learning_rat: unknown key; did you mean optimizer.learning_rate?"),
        Mistake(
            line: "training.epochs: 3",
            "a.yaml:3:1: training.epochs: unknown key; write epochs inside the section training"),
        Mistake(
            "data: {synthetic.rows: 3}\nmodel: {kind: linear_regression}",
            "a.yaml:1:8: data.synthetic.rows: unknown key; write rows inside the section data.synthetic"),
        Mistake(
            line: "<<: {seed: 3}",
            "a.yaml:3:1: <<: unknown key; known here: name, seed, data, model, training, optimizer, machine, output, "
                + "replay, sweep"
        ),
    ]

    static let missing: [Mistake] = [
        Mistake(
            "model: {kind: linear_regression}",
            "a.yaml: data: not given, expected a section with exactly one of data.synthetic and data.file"),
        Mistake("data: {synthetic: }", "a.yaml: model: not given, expected a section with kind"),
        Mistake(
            "seed: 1\ndata:\nmodel: {kind: linear_regression}",
            "a.yaml:2:1: data: found nothing, expected a section with exactly one of data.synthetic and data.file"),
        Mistake(
            "data: {}\nmodel: {kind: linear_regression}",
            "a.yaml:1:7: data: found an empty section, "
                + "expected a section with exactly one of data.synthetic and data.file"),
        Mistake(
            "data: {synthetic: }\nmodel:\n", "a.yaml:2:1: model: found nothing, expected a section with kind"),
        Mistake(
            "data: {validation_fraction: 0.5}\nmodel: {kind: linear_regression}",
            "a.yaml:1:1: data: found neither synthetic nor file, expected exactly one of data.synthetic and data.file"),
        Mistake(
            "data: {file: {train: a.csv, target: y}, synthetic: }\nmodel: {kind: linear_regression}",
            "a.yaml:1:41: data: found data.synthetic and data.file, "
                + "expected exactly one of data.synthetic and data.file"),
        Mistake(
            set: "data.file.train=a.csv",
            "--set data.file.train=a.csv: data: found data.synthetic and data.file, "
                + "expected exactly one of data.synthetic and data.file"),
        Mistake(
            "data:\n  file:\nmodel: {kind: linear_regression}",
            "a.yaml:2:3: data.file.train: not given, expected the path of a file, or a list such as [a.csv, b.csv]"),
    ]

    static let rules: [Mistake] = [
        Mistake(
            synthetic: "{weights: [1, 2], features: 3}",
            "a.yaml:3:15: data.synthetic.weights: found 2 numbers, expected 3, as many as data.synthetic.features"),
        Mistake(
            set: "data.synthetic={weights: [1], features: 2}",
            "--set data.synthetic={weights: [1], features: 2}: data.synthetic.weights: found 1 number, "
                + "expected 2, as many as data.synthetic.features"),
        Mistake(
            "data:\n  file: {train: a, target: y, validation: b}\n  validation_fraction: 0.2\n"
                + "model: {kind: linear_regression}",
            "a.yaml:3:24: data.validation_fraction: found 0.2, expected 0, since data.file.validation is given"),
        Mistake(
            "data:\n  file: {train: x.npy, target: y}\nmodel: {kind: linear_regression}",
            "a.yaml:2:9: data.file.train_targets: not given, expected the path of a file, "
                + "since data.file.train is an NPY file"),
        Mistake(
            "data: {file: {train: /x.npy, train_targets: /y.npy, drop: [a, b]}}\nmodel: {kind: linear_regression}",
            "a.yaml:1:59: data.file.drop: found [a, b], expected none, since data.file.train is an NPY file"),
        Mistake(
            "data: {file: {train: /x.svm, missing: mean}}\nmodel: {kind: linear_regression}",
            "a.yaml:1:39: data.file.missing: found mean, expected error, since data.file.train is a LIBSVM file"),
        Mistake(
            "data: {file: {train: /x.csv, drop: id}}\nmodel: {kind: linear_regression}",
            "a.yaml:1:36: data.file.drop: found id, expected a list of texts, such as [a, b]"),
        Mistake(
            "data:\n  file: {train: x.csv, target: y, test: t.idx.gz}\nmodel: {kind: linear_regression}",
            "a.yaml:2:9: data.file.test_targets: not given, expected the path of a file, "
                + "since data.file.test is an IDX file"),
        Mistake(
            "data:\n  file: {train: /x.svm, target: y, train_targets: /y.npy}\nmodel: {kind: linear_regression}",
            "a.yaml:2:51: data.file.train_targets: found /y.npy, expected none, "
                + "since data.file.train is a LIBSVM file, which holds targets too"),
        Mistake(
            "data:\n  file: {train: x.csv, target: y, validation_targets: /y.npy}\nmodel: {kind: linear_regression}",
            "a.yaml:2:55: data.file.validation_targets: found /y.npy, expected none, "
                + "since data.file.validation is not given"),
    ]

    @Test("is told with where it belongs", arguments: unknown + missing + rules)
    func mistake(_ mistake: Mistake) {
        #expect(message(mistake.yaml, mistake.overrides) == mistake.message)
    }
}
