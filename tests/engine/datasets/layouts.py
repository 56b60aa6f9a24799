"""Every data set in small: the publisher's own folders and names, with tones for speech and shades for faces."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from recognition.engine.testing import tone, write_media, write_wav

VOTES = "Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF"
MELD_COLUMNS = "Sr No.,Utterance,Speaker,Emotion,Sentiment,Dialogue_ID,Utterance_ID,Season,Episode,StartTime,EndTime"


def clips(folder: Path, *names: str) -> None:
    """A short tone under each name."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_wav(path, tone(0.2))


def films(folder: Path, *names: str, sound: bool = True) -> None:
    """A film of a second under each name."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_media(path, tone(0.5) if sound else None, codec="aac", picture=True)


def file(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def ravdess(folder: Path) -> Path:
    clips(folder, "Actor_01/03-01-05-01-01-01-01.wav", "Actor_02/03-01-02-02-02-01-02.wav", "Actor_02/notes.wav")
    clips(folder, "Actor_02/03-02-02-02-02-01-02.wav")  # a song
    return folder


def crema_d(folder: Path) -> Path:
    clips(folder, "AudioWAV/1001_DFA_ANG_XX.wav", "AudioWAV/1002_IEO_HAP_LO.wav", "AudioWAV/1076_MTI_SAD_XX.wav")
    films(folder, "VideoFlash/1001_DFA_ANG_XX.flv")
    file(
        folder / "VideoDemographics.csv",
        '"ActorID","Age","Sex","Race","Ethnicity"\n1001,51,"Male","x","y"\n1002,21,"Female","x","y"\n',
    )
    file(
        folder / "processedResults" / "tabulatedVotes.csv",
        '"","A","D","F","H","N","S","fileName"\n'
        '"100001",3,1,0,0,6,0,"1001_DFA_ANG_XX"\n'
        '"200001",9,0,0,0,1,0,"1001_DFA_ANG_XX"\n'
        '"300001",10,0,0,0,0,0,"1001_DFA_ANG_XX"\n',
    )
    return folder


def emodb(folder: Path) -> Path:
    clips(folder, "wav/03a01Fa.wav", "wav/08b10Wc.wav", "wav/readme.wav")
    return folder


def nemo(folder: Path) -> Path:
    clips(folder, "samples/AB0_anger_1.wav", "samples/CD0_sadness_2.wav")
    header = "file_id\temotion\traw_text\tnormalized_text\tspeaker_id\tgender\tage\n"
    rows = "AB0_anger_1.wav\tanger\tTak.\ttak\tAB0\tfemale\t20\nCD0_sadness_2.wav\tsadness\tNie.\tnie\tCD0\tmale\t30\n"
    file(folder / "data.tsv", header + rows + "ZZ0_fear_9.wav\tfear\tGone.\tgone\tZZ0\tmale\t30\n")
    return folder


def urdu(folder: Path) -> Path:
    clips(folder, "Angry/SM1_F10_A010.wav", "Sad/SF3_F1_S01.wav")
    return folder


def shemo(folder: Path) -> Path:
    clips(folder, "female/F01A02.wav", "male/M21F01.wav", "male/notes.wav")
    entries = [{"id": "F01A02", "gender": "female", "emotion": "angry", "transcript": "\ufeffدیگه ", "ipa": "dige"}]
    file(folder / "shemo.json", json.dumps(entries))
    return folder


def tess(folder: Path) -> Path:
    clips(folder, "OAF_angry/OAF_back_angry.wav", "YAF_pleasant_surprised/YAF_back_ps.wav", "copy/OAF_back_angry.wav")
    return folder


def iemocap(folder: Path) -> Path:
    first, second = folder / "Session1", folder / "Session2"
    clips(first, "sentences/wav/Ses01F_impro01/Ses01F_impro01_F000.wav")
    clips(first, "sentences/wav/Ses01F_impro01/Ses01F_impro01_M001.wav")
    clips(second, "dialog/wav/Ses02M_script01_1.wav")
    file(
        first / "dialog" / "EmoEvaluation" / "Ses01F_impro01.txt",
        "% [START_TIME - END_TIME] TURN_NAME EMOTION [V, A, D]\n\n"
        "[6.2901 - 8.2357]\tSes01F_impro01_F000\tneu\t[2.5000, 2.5000, 2.5000]\n"
        "C-E2:\tNeutral;\t()\n"
        "A-E3:\tval 3; act 2; dom  2;\t()\n\n"
        "[10.0100 - 11.3925]\tSes01F_impro01_F001\txxx\t[2.5000, 2.5000, 2.5000]\n\n"
        "[11.5000 - 12.5000]\tSes01F_impro01_M001\tfru\t[2.5000, 4.0000, 2.5000]\n",
    )
    file(
        second / "dialog" / "EmoEvaluation" / "Ses02M_script01_1.txt",
        "[0.0500 - 0.1500]\tSes02M_script01_1_M003\texc\t[4.5000, 4.0000, 3.5000]\n",
    )
    # One judge's own answers, a folder below, look alike and do not count.
    file(
        first / "dialog" / "EmoEvaluation" / "Categorical" / "Ses01F_impro01_e2_cat.txt",
        "Ses01F_impro01_F000 :Anger; ()\n",
    )
    file(
        first / "dialog" / "transcriptions" / "Ses01F_impro01.txt",
        "Ses01F_impro01_F000 [006.2901-008.2357]: Excuse me.\nF: Unclear.\n"
        "Ses01F_impro01_M001 [011.5000-012.5000]: Next!\n",
    )
    return folder


def meld(folder: Path) -> Path:
    table = (
        f"{MELD_COLUMNS}\n"
        '1,"That\x92s it, you guys.",Monica,joy,positive,0,0,8,21,"00:16:16,059","00:16:21,731"\n'
        '2,Oh no.,The Waiter,surprise,negative,0,1,8,21,"00:16:21,940","00:16:23,442"\n'
        '3,No film.,Joey,neutral,neutral,125,3,8,21,"00:16:21,940","00:16:23,442"\n'
    )
    file(folder / "train" / "train_sent_emo.csv", table)
    file(folder / "test_sent_emo.csv", f'{MELD_COLUMNS}\n1,Fine.,Ross,anger,negative,0,0,1,1,"0","1"\n')
    films(folder, "train/train_splits/dia0_utt0.mp4", "test/output_repeated_splits_test/dia0_utt0.mp4")
    file(folder / "train" / "train_splits" / "dia125_utt3.mp4", "not a film")
    file(folder / "train" / "train_splits" / "._dia0_utt1.mp4", "what macOS leaves behind")
    return folder


def goemotions(folder: Path) -> Path:
    file(folder / "emotions.txt", "admiration\nanger\n")
    file(folder / "train.tsv", 'Well done\t0\tid1\nI am "furious\t1,0\tid2\n')
    file(folder / "test.tsv", "It is a table\t2\tid3\n")
    return folder


def face(seed: int) -> np.ndarray:
    """A 48x48 picture, the same for the same seed."""
    return np.random.default_rng(seed).integers(0, 256, (48, 48), dtype=np.uint8)


FACES = (
    ("Training", 1, "8,0,0,0,1,0,0,0,1,0"),  # neutral; the one slip for anger does not count
    ("Training", 2, "0,0,0,4,4,0,0,0,2,0"),  # no majority
    ("Training", 3, "0,9,0,0,0,0,0,0,0,1"),  # happy, but the face is the test's too
    ("Training", 4, "0,0,0,0,0,0,0,0,0,10"),  # no face
    ("PublicTest", 5, "0,0,0,0,0,0,0,10,0,0"),
    ("PrivateTest", 3, "0,10,0,0,0,0,0,0,0,0"),
)


def ferplus(folder: Path) -> Path:
    places = {"Training": "FER2013Train", "PublicTest": "FER2013Valid", "PrivateTest": "FER2013Test"}
    with zipfile.ZipFile(folder / "images.zip", "w") as archive:
        for number, (usage, seed, _) in enumerate(FACES):
            archive.writestr(f"{places[usage]}/fer{number:07d}.png", png(face(seed)))
    ferplus_votes(folder)
    return folder


def png(picture: np.ndarray) -> bytes:
    content = io.BytesIO()
    Image.fromarray(picture).save(content, format="png")
    return content.getvalue()


def ferplus_votes(folder: Path) -> None:
    lines = [f"{usage},fer{number:07d}.png,{votes}" for number, (usage, _, votes) in enumerate(FACES)]
    file(folder / "fer2013new.csv", "\n".join([VOTES, *lines, ""]))


def fer2013(folder: Path) -> Path:
    with (folder / "fer2013.csv").open("w", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(["emotion", "pixels", "Usage"])
        for number, (usage, seed, _) in enumerate(FACES):
            writer.writerow([number, " ".join(map(str, face(seed).ravel())), usage])
    return folder


def pairs(folder: Path) -> Path:
    (folder / "ravdess").mkdir()
    (folder / "ferplus").mkdir()
    ravdess(folder / "ravdess")
    ferplus(folder / "ferplus")
    return folder


SHOWN = ("neutral", "happy", "surprised", "sad", "angry", "disgust", "fearful", "contempt")  # in the order of the votes


def shown_faces(folder: Path, each: int) -> list[tuple[str, str, np.ndarray]]:
    """FER+ with so many faces of each emotion in each of its splits: usage, emotion and face, in order."""
    folder.mkdir(parents=True, exist_ok=True)
    usages = ("Training", "PublicTest", "PrivateTest")
    told = [(usage, emotion) for usage in usages for emotion in SHOWN for _ in range(each)]
    faces = [(usage, emotion, face(number)) for number, (usage, emotion) in enumerate(told)]
    rows = [VOTES]
    with zipfile.ZipFile(folder / "images.zip", "w") as archive:
        for number, (usage, emotion, picture) in enumerate(faces):
            archive.writestr(f"fer{number:07d}.png", png(picture))
            votes = ",".join("10" if own == emotion else "0" for own in (*SHOWN, "unknown", "NF"))
            rows.append(f"{usage},fer{number:07d}.png,{votes}")
    file(folder / "fer2013new.csv", "\n".join([*rows, ""]))
    return faces


def asr(folder: Path) -> Path:
    clips(folder, "reader/one.wav", "speech.wav")
    file(
        folder / "transcripts.csv",
        "path,language,text,licence\n"
        'reader/one.wav,en,"Printing, then.",public domain\n'
        "speech.wav,de,guten Tag,CC BY 4.0\n"
        "reader/gone.wav,en,nobody has it,public domain\n",
    )
    return folder


GSM_SILENCE = bytes.fromhex("d820a2e15a50004924924924500049249249245000492492492450004924924924")  # 20 ms


def announcement(path: Path, seconds: float = 1.2) -> Path:
    """A tone, or silence in GSM, which FFmpeg reads and does not write."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".gsm":
        path.write_bytes(GSM_SILENCE * round(seconds * 50))
        return path
    codec, container, rate_hz = TELEPHONE[path.suffix]
    return write_media(path, tone(seconds, rate_hz=rate_hz), codec=codec, container=container, rate_hz=rate_hz)


TELEPHONE = {
    ".g722": ("g722", "g722", 16000),
    ".ulaw": ("pcm_mulaw", "mulaw", 8000),
    ".alaw": ("pcm_alaw", "alaw", 8000),
    ".sln": ("pcm_s16le", "s16le", 8000),
    ".sln16": ("pcm_s16le", "s16le", 16000),
    ".wav": ("pcm_s16le", "wav", 8000),
    ".wav16": ("pcm_s16le", "wav", 16000),
}
"""What an exchange's suffix stands for: encoder, container and sample rate."""


def plain(folder: Path) -> Path:
    clips(folder, "armelle-000.wav", "espeak-en-us-000.wav")
    rows = ("armelle-000.wav,neutral,armelle,female,fr", "espeak-en-us-000.wav,neutral,espeak-en-us,male,en")
    file(folder / "clips.csv", "\n".join(("path,label,speaker,sex,language", *rows)))
    return folder


def asterisk(folder: Path) -> Path:
    for name in (
        "en_US_f_Allison/hello-world.g722",
        "en_US_f_Allison/hello-world.gsm",  # the same again, worse
        "en_US_f_Allison/dictate/pause.ulaw",
        "en_US_f_Allison/digits/1.g722",
        "en_US_f_Allison/phonetic/ICAO/a_p.g722",
        "en_US_f_Allison/silence/2.g722",
        "en_US_f_Allison/beep.g722",
        "es_MX_f_Allison/vm-goodbye.sln16",
        "it_IT_m_Carlo/vm-goodbye.wav",
        "fr/vm-goodbye.gsm",
        "digits/1.gsm",
        "letters/a.gsm",
    ):
        announcement(folder / name)
    announcement(folder / "it_IT_m_Carlo" / "yes.wav", 0.6)
    (folder / "it_IT_m_Carlo" / "is.g722").touch()
    (folder / "en").symlink_to(folder / "en_US_f_Allison", target_is_directory=True)
    return folder


def manifest(folder: Path) -> Path:
    clips(folder, "clips/one.wav")
    return file(
        folder / "own.csv",
        "path,label,text,speaker,sex,language,start_s,end_s\n"
        "clips/one.wav,happy,hello,ann,F,de,0.05,0.15\n,sad,oh no,bob,,,,\n",
    )


def tuxpaint(folder: Path) -> Path:
    coin, kiwi = folder / "symbols" / "coins" / "cent", folder / "food" / "kiwi"
    file(
        coin.with_suffix(".txt"),
        "One cent, a “penny.”\nfr.utf8=Une pièce d’un cent.\npt_BR.utf8=Uma moeda de um centavo.\n",
    )
    file(kiwi.with_suffix(".txt"), "A kiwi.\nfr.utf8=Un kiwi.\nro.utf8=Un kiwi verde și dulce.\n")
    clips(folder, "symbols/coins/cent_desc_pt_BR.wav", "food/kiwi_desc.wav", "food/kiwi.wav", "food/kiwi_desc_fr.wav")
    for spoken in (f"{coin}_desc.ogg", f"{coin}_desc_fr.ogg", f"{kiwi}_desc_ro.ogg"):
        write_media(Path(spoken), tone(0.2), codec="libopus")
    return folder


LAYOUTS: dict[str, tuple[Callable[[Path], Path], int]] = {
    "ravdess": (ravdess, 2),
    "crema_d": (crema_d, 2),
    "emodb": (emodb, 2),
    "nemo": (nemo, 2),
    "urdu": (urdu, 2),
    "shemo": (shemo, 2),
    "tess": (tess, 2),
    "iemocap": (iemocap, 3),
    "meld": (meld, 4),
    "goemotions": (goemotions, 3),
    "ferplus": (ferplus, 3),
    "fer2013": (fer2013, 5),
    "pairs": (pairs, 2),
    "asr": (asr, 2),
    "plain": (plain, 2),
    "asterisk": (asterisk, 5),
    "tuxpaint": (tuxpaint, 4),
    "manifest": (manifest, 2),
}
"""Data set to what writes it, and how many utterances it then has."""
