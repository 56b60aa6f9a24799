"""Training the words branch: a BERT tuned on GoEmotions, half of it made to look like what a recogniser writes."""

import random
import re
from collections.abc import Callable, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

from recognition.engine.datasets.base import Dataset, Utterance
from recognition.engine.features.bert import Published
from recognition.engine.fusion.branches import BranchOutput, WordsBranch, WordsTokenizer
from recognition.engine.labels import project
from recognition.engine.training.curves import Epoch
from recognition.engine.training.device import device_of, mixed_precision
from recognition.engine.training.losses import branch_loss
from recognition.engine.training.recipe import WordsRecipe
from recognition.engine.training.stages import steps

WARM_UP = 0.1
MARKUP = re.compile(r"\[(NAME|RELIGION)\]")
NOT_SPOKEN = re.compile(r"[^\w\s']", re.UNICODE)


def train_words(
    dataset: Dataset,
    *,
    labels: Sequence[str],
    recipe: WordsRecipe,
    seed: int,
    device: str,
    report: Callable[[Epoch], None],
    published: Published | None = None,
) -> tuple[WordsBranch, list[Epoch]]:
    """Tune the encoder's upper layers and a softmax head; a text with several emotions shares its target among them.

    Lower layers learn more slowly (Howard & Ruder 2018, arXiv:1801.06146). The embedding table stays as it is: a checkpoint
    need not carry the packaged one. Validation is on the publisher's dev split, for the curves only.

    Args:
        published: the encoder to begin with; None is the packaged MiniLM.
    """
    torch.manual_seed(seed)
    chance = random.Random(seed)
    texts = of_split(dataset, "train", labels)
    dev = of_split(dataset, "dev", labels)
    target = soft_targets(texts, labels)
    weights = _class_weights(target).to(device)
    model = WordsBranch(len(labels), recipe.dropout, published and published.bert)
    if published is not None:
        model.encoder.load_state_dict(published.weights)
    model.to(device)
    tokenize = WordsTokenizer(recipe.max_tokens)
    optimiser = torch.optim.AdamW(parameter_groups(model, recipe), weight_decay=recipe.weight_decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser,
        max_lr=[group["lr"] for group in optimiser.param_groups],
        total_steps=recipe.epochs * -(-len(texts) // recipe.batch) + 1,
        pct_start=WARM_UP,
    )
    epochs: list[Epoch] = []
    for epoch in range(1, recipe.epochs + 1):
        model.train()
        losses, hits = 0.0, 0
        for batch in steps(_batches(texts, recipe.batch, chance), f"words, epoch {epoch} of {recipe.epochs}"):
            ids, mask = tokenize([_as_heard(texts[index].text or "", recipe, chance) for index in batch])
            truth = target[batch].to(device)
            with mixed_precision(device):
                logits = model(ids.to(device), mask.to(device)).logits
            loss = branch_loss(logits.float(), truth, weights, recipe)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            losses += float(loss.detach()) * len(batch)
            hits += int(truth.gather(1, logits.detach().argmax(dim=1, keepdim=True)).gt(0).sum())
        epochs.append(_epoch(epoch, model, tokenize, dev, labels, losses / len(texts), hits / len(texts)))
        report(epochs[-1])
    return model.eval(), epochs


def words_outputs(model: WordsBranch, tokenize: WordsTokenizer, texts: Sequence[str], batch: int = 128) -> BranchOutput:
    """Embeddings and logits of texts, in their order: (texts, …), where the model is on whatever device."""
    model.eval()
    device = device_of(model)
    order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
    embeddings: list[Tensor] = []
    logits: list[Tensor] = []
    with torch.inference_mode():
        for at in range(0, len(order), batch):
            ids, mask = tokenize([texts[index] for index in order[at : at + batch]])
            with mixed_precision(device):
                output = model(ids.to(device), mask.to(device))
            embeddings.append(output.embedding.float().cpu())
            logits.append(output.logits.float().cpu())
    back = torch.tensor(order).argsort()
    return BranchOutput(torch.cat(embeddings)[back], torch.cat(logits)[back])


def of_split(dataset: Dataset, split: str, labels: Sequence[str]) -> list[Utterance]:
    """Texts of the publisher's split with at least one emotion that the label set can name."""
    return [
        utterance
        for utterance in dataset.utterances
        if utterance.split == split and any(project(label, labels) for label in utterance.labels)
    ]


def soft_targets(texts: Sequence[Utterance], labels: Sequence[str]) -> Tensor:
    """Targets that sum to 1, shared among a text's emotions: (texts, labels)."""
    target = torch.zeros(len(texts), len(labels))
    for row, text in enumerate(texts):
        for label in text.labels:
            if (name := project(label, labels)) is not None:
                target[row, labels.index(name)] = 1.0
    return target / target.sum(dim=1, keepdim=True)


def spoken_form(text: str) -> str:
    """Text as a recogniser would write it: no markup, no punctuation, no capitals, no emoji."""
    return " ".join(NOT_SPOKEN.sub(" ", MARKUP.sub(" ", text)).lower().split())


def parameter_groups(model: WordsBranch, recipe: WordsRecipe) -> list[dict[str, object]]:
    """One group per layer with its own rate; untuned parameters are frozen."""
    layers = list(model.encoder.encoder.layer)  # type: ignore[union-attr, arg-type]
    for parameter in model.encoder.parameters():
        parameter.requires_grad = False
    groups: list[dict[str, object]] = [{"params": list(model.head.parameters()), "lr": recipe.learning_rate}]
    for depth, layer in enumerate(reversed(layers[-recipe.tuned_layers :])):
        for parameter in layer.parameters():
            parameter.requires_grad = True
        rate = recipe.learning_rate * recipe.layer_decay**depth
        groups.append({"params": list(layer.parameters()), "lr": rate})
    return groups


def _as_heard(text: str, recipe: WordsRecipe, chance: random.Random) -> str:
    if chance.random() >= recipe.spoken_form:
        return MARKUP.sub("someone", text)
    words = [word for word in spoken_form(text).split() if chance.random() >= recipe.word_dropout]
    return " ".join(words) or text


def _class_weights(target: Tensor) -> Tensor:
    count = target.sum(dim=0).clamp_min(1.0)
    weights = (target.shape[0] / count).sqrt()
    return weights * target.shape[0] / float((weights * count).sum())


def _batches(texts: Sequence[Utterance], size: int, chance: random.Random) -> list[list[int]]:
    """Shuffled batches of texts of like length, so that little of a batch is padding."""
    order = sorted(range(len(texts)), key=lambda index: len(texts[index].text or "") + chance.uniform(0, 40))
    batches = [order[at : at + size] for at in range(0, len(order), size)]
    chance.shuffle(batches)
    return batches


def _epoch(
    number: int,
    model: WordsBranch,
    tokenize: WordsTokenizer,
    dev: Sequence[Utterance],
    labels: Sequence[str],
    loss: float,
    accuracy: float,
) -> Epoch:
    logits = words_outputs(model, tokenize, [text.text or "" for text in dev]).logits
    truth = soft_targets(dev, labels)
    hits = truth.gather(1, logits.argmax(dim=1, keepdim=True)).gt(0).float().mean()
    return Epoch(
        epoch=number,
        train_loss=round(loss, 4),
        train_accuracy=round(accuracy, 4),
        validation_loss=round(float(F.cross_entropy(logits, truth)), 4),
        validation_accuracy=round(float(hits), 4),
    )
