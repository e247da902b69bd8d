"""What other systems and people call our fields and outcomes: headers, words in cells, the marks of a system.

Sources: the exports of Salesforce, HubSpot, Pipedrive, Zoho, Odoo, Close and Dynamics 365, and
hand-made sheets in English, German, French, Spanish and Chinese. Everything is compared without regard
to case, accents, spaces and punctuation, so a trailing `*` or a dash makes no difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from unicodedata import combining, normalize

from funnel_cli.exchange.units import measured
from funnel_cli.records.deal import LOST, OMITTED, WON
from funnel_cli.time.standing import BEST_CASE, COMMIT, PIPELINE


@cache
def bare(text: str) -> str:
    """A header or label for comparing: letters and digits only, without case or accents."""
    letters = (char for char in normalize("NFKD", text.casefold()) if not combining(char))
    return "".join(char for char in letters if char.isalnum())


def label_key(label: str) -> str:
    """A label for comparing; one of signs alone (-, ?) is like itself only, and not like a blank cell."""
    return bare(label) or label


SYSTEM_MARKS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "pipedrive": ("Deal - Title",),
        "zoho": ("Deal Owner.id", "Account Name.id"),
        "hubspot": ("Associated Company", "Associated Company IDs"),
        "salesforce": ("Opportunity Owner", "StageName", "CurrencyIsoCode"),
        "dynamics": ("(Do Not Modify) Opportunity", "(Do Not Modify) Row Checksum"),
        "odoo": ("date_deadline", "Expected Closing"),
        "close": ("status_type",),
    }
)
"""Headers that only one system writes; its name is the key under which `refs` keeps its ids."""

OUTCOME_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        WON: (
            "won", "closed won", "closedwon", "is won", "gewonnen", "gagné", "gagnée", "ganado", "ganada",
            "成交", "已成交", "赢单", "成单", "已赢单",
        ),
        LOST: (
            "lost", "closed lost", "closedlost", "is lost", "verloren", "perdu", "perdue",
            "perdido", "perdida",
            "输单", "失单", "丢单", "未成交",
        ),
    }
)  # fmt: skip
"""What systems call the two outcomes."""

_PAUSED = frozenset(map(bare, (
    "on hold", "onhold", "paused", "hold", "parked", "postponed", "deferred", "zurückgestellt", "pausiert",
    "ruht", "en pause", "suspendu", "reporté", "en pausa", "aplazado", "暂停", "搁置", "暂缓", "已暂停",
)))  # fmt: skip
"""What systems call a deal that rests."""

TOTALS = frozenset(
    {
        "total", "totals", "grandtotal", "grandtotals", "subtotal", "sum", "summe", "gesamt", "gesamtsumme",
        "zwischensumme", "totalgeneral", "soustotal", "totale", "suma", "somme", "totaal", "subtotaal",
        "ergebnis", "teilergebnis", "gesamtergebnis", "合计", "总计", "小计", "总和", "汇总", "共计", "累计",
    }
)  # fmt: skip
"""What stands first in a row of totals, as `bare` has it."""

_BEHIND_ALL = tuple(word for word in TOTALS if not word.isascii())

KNOWN_CATEGORIES: Mapping[str, str] = MappingProxyType(
    {
        "commit": COMMIT, "committed": COMMIT, "bestcase": BEST_CASE, "pipeline": PIPELINE,
        "omitted": OMITTED, "omit": OMITTED, "承诺": COMMIT, "最佳": BEST_CASE, "最佳情况": BEST_CASE,
        "管道": PIPELINE, "已忽略": OMITTED,
    }
)  # fmt: skip
"""What systems call the categories of a forecast, as `bare` has it."""

SAYS_DECIDED = frozenset({"closed", "已结束"})
"""What stands there for a deal that is decided and has no category."""

_OPEN = frozenset(
    map(bare, ("open", "active", "in progress", "offen", "ouvert", "进行中", "跟进中", "未关闭"))
)
"""What a status column says of a deal that is neither won nor lost."""

ONCE = frozenset({"", "onetime", "once"})
"""What a column for the period of an amount says of a price that is paid once."""

YES = frozenset({"true", "1", "yes", "是"})
NO = frozenset({"false", "0", "no", "否"})


def says_total(text: str) -> bool:
    """Whether a text is a word for a sum, or ends with one as a group's does: Verify Total, 华能小计."""
    words = text.split()
    return (
        bare(text) in TOTALS
        or bare(text).endswith(_BEHIND_ALL)
        or (bool(words) and bare(words[-1]) in TOTALS)
    )


def is_open_word(label: str) -> bool:
    """Whether a status of that name says that the deal is still open."""
    return bare(label) in _OPEN


def is_paused_word(label: str) -> bool:
    """Whether a label of that name says that the deal rests."""
    return bare(label) in _PAUSED


def system_of(header: tuple[str, ...]) -> str | None:
    """The name of the system that writes such a header, or `None`."""
    present = {bare(cell) for cell in header}
    return next(
        (name for name, marks in SYSTEM_MARKS.items() if any(bare(mark) in present for mark in marks)), None
    )


def _by_field(table: str) -> Mapping[str, tuple[str, ...]]:
    """The headers of each field, which begins a line; its headers stand behind it, parted by semicolons."""
    parted = (entry.partition(":") for entry in re.split(r"\n(?=\w)", table.strip()))
    lists = ((field, map(str.strip, names.split(";"))) for field, _, names in parted)
    return MappingProxyType({field: tuple(filter(None, names)) for field, names in lists})


HEADERS = _by_field("""
id:
ref: Opportunity ID; Deal ID; Record ID; Deal - ID; External ID; ID; (Do Not Modify) Opportunity; 商机编号;
    商机ID; 编号
customer: customer; Account Name; Account; Customer Name; Deal - Organization; Organization;
    Associated Company; Company; Company Name; Potential Customer; Client; Client Name; lead_name; Kunde;
    Kundenname; Firma; Unternehmen; Auftraggeber; Interessent; Société; Entreprise; Nom du client; Compte;
    Cliente; Nombre del cliente; Empresa; Compañía; 客户; 客户名称; 公司; 公司名称; 客户公司; Prospect;
    Endkunde; 客户单位; 单位名称; 客户全称
name: name; Opportunity Name; Opportunity; Deal Name; Deal; Deal - Title; Title; Potential Name; Topic;
    Project; Project Name; Subject; Verkaufschance; Projekt; Projektname; Vorhaben; Bezeichnung; Betreff;
    Affaire; Projet; Opportunité; Titre; Proyecto; Oportunidad; Negocio; 商机名称; 商机; 销售机会; 项目;
    项目名称; Product; Produkt; Produit; Producto; 产品
amount: amount; Deal - Value; Deal Value; Deal Amount; Deal Size; Est. Revenue; Opportunity Amount;
    Opportunity Value; Value; Order Value; Contract Value; Worth; Volume; Revenue; Estimated Revenue;
    Net Amount; Quote Amount; Offer Value; Betrag; Wert; Auftragswert; Angebotswert; Volumen;
    Auftragsvolumen; Umsatz; Montant; Valeur; Chiffre d'affaires; Importe; Monto; Valor; Ingresos; 金额;
    预计金额; 商机金额; 合同金额; 合同额; 预计合同额; 订单金额; 报价金额; 成交金额; 预计收入; Total;
    Total Amount; Sum; Summe; Gesamtbetrag; 总价; 总金额; Price; Total Price; Preis; Prix; Precio; 价格;
    报价; Budget; Presupuesto; 预算; Auftragswert netto; Wert netto; Betrag netto; Nettobetrag; Nettowert;
    Montant HT; Amount Net; Net Value; 预估金额; 预计成交金额; 签单金额; 预计额; 预估额; 预计销售额; 销售额;
    意向金额; 项目金额; 总额; 合同总额; 不含税金额; 金额不含税; 含税金额; 金额含税
parts: parts; Spare Parts; Spare Parts Amount; Spares; Ersatzteile; Pièces de rechange; Repuestos; 配件金额;
    备件金额; 配件; 备件; 配件额; 备件额
currency: currency; Amount Currency; CurrencyIsoCode; Deal - Currency of Value; value_currency;
    Currency Code; Ccy; Curr; Währung; Devise; Monnaie; Moneda; Divisa; 币种; 货币
stage: stage; StageName; Deal Stage; Deal - Stage; Deal - Stage (pipeline); Sales Stage; Pipeline Stage;
    Opportunity Stage; stage_id; status_label; Phase; Verkaufsphase; Vertriebsphase; Étape; Etapa; Fase;
    阶段; 销售阶段; 商机阶段; 当前阶段; 项目阶段
status: Deal - Status; status_type; Forecast Type; Status; Statut; Estado; 状态; 商机状态
is_won: IsWon
is_closed: IsClosed
active:
percent:
owner: owner; Opportunity Owner; Deal Owner; Deal - Owner; Potential Owner; Owner Name; Salesperson;
    Sales agent; Sales Rep; Account Manager; Assigned To; Rep; user_name; Verantwortlich; Verantwortlicher;
    Verkäufer; Vertriebler; Betreuer; Zuständig; Commercial; Responsable; Vendeur; Vendedor; Comercial;
    负责人; 销售; 销售人员; 所有者; 业务员; 客户经理; 跟进人
source: source; Lead Source; Deal - Source; Origin; Quelle; Herkunft; Origine; Origen; Fuente; 来源;
    线索来源; 商机来源; 客户来源
created: created; Created Date; Create Date; CreatedDate; Created Time; Created On; Created At;
    Deal created; Date Added; Added On; Erstelldatum; Anlagedatum; Date d'ajout; 立项日期; 立项时间;
    登记日期; date_created; Date Created; Deal - Deal created; Opened; Erstellt; Erstellt am; Angelegt;
    Angelegt am; Date de création; Créé le; Fecha de creación; Creado; 创建日期; 创建时间; 录入日期;
    建档日期
close: Close Date; CloseDate; Closing Date; close; Date Closed; Abschlussdatum; Abschluss;
    Vertragsabschluss; Date de clôture; Clôture; Fecha de cierre; Cierre
expected_close: expected_close; Deal - Expected close date; Expected close date; Expected close;
    Est. Close Date; Estimated Close Date; Expected Closing; date_deadline; Expected Order;
    Expected Order Date; Expected Signature; Signature; Signature Date; Signing Date; Sign Date; Order Date;
    Target Date; Target Close; ETA; Erwarteter Abschluss; Geplanter Abschluss; Abschluss geplant;
    Voraussichtlicher Abschluss; Vorauss. Abschluss; Est. Close; Exp. Close; Exp. Close Date;
    Date de signature prévue; Date de clôture prévue; Fecha prevista de cierre; 预计成交; 预计签单;
    预计签约; Erwarteter Auftrag; Auftragsdatum; Auftrag erwartet; Unterschrift; Date de signature;
    Signature prévue; Date prévue; Clôture prévue; Commande prévue; Cierre previsto; Fecha prevista;
    Fecha estimada de cierre; 预计成交日期; 预计成交时间; 预期关闭日期; 预计关闭日期; 预计签约日期;
    预计签约时间; 预计签单日期; 预计签单时间; 预计下单时间; 预计下单日期
closed: closed; Actual Close Date; Closed Date; date_closed; Closed On; 成交日期; 关闭日期; 签约日期;
    签约时间; 成交时间
won_on: Deal - Won time; Won time; date_won; Won Date; Date Won; 赢单日期
lost_on: Deal - Lost time; Lost time; date_lost; Lost Date; Date Lost; 输单日期
stage_since: LastStageChangeDate; Last Stage Change Date
next_step: next_step; Next Step; Next Steps; Next Action; Next Activity; next; Nächster Schritt;
    Nächste Schritte; Nächste Aktivität; To Do; 后续计划; 下步计划; Nächste Aktion; Prochaine étape;
    Prochaine action; Próximo paso; Próxima acción; 下一步; 下一步关键动作; 下一步计划; 下一步行动
next_due: next_due; Next Step Due; Next Action Date; Next Step Date; Deal - Next activity date;
    Next Activity Date; Follow Up; Follow Up Date; When; due; Wiedervorlage; Fällig am; Bis wann; Wann;
    Relance; Date de relance; Cuándo; 下次跟进; 下次跟进日期; 下次跟进时间
lost_reason: lost_reason; Deal - Lost reason; Lost Reason; Loss Reason; Reason For Loss; Reason Lost;
    Closed Lost Reason; Verlustgrund; Raison de la perte; Motivo de pérdida; 输单原因; 失单原因; 失败原因;
    未成交原因; 丢单原因
every: value_period
contact: contact; Contact Name; Contact Person; Deal - Contact person; Primary Contact; contact_name;
    Person; Ansprechpartner; Ansprechpartnerin; Kontakt; Kontaktperson; Interlocuteur; Personne de contact;
    Contacto; Persona de contacto; 联系人; 联系人姓名; 客户联系人
contact_title: contact_title; Contact Title; Job Title; Position; Funktion; Fonction; Poste; Cargo; 职务;
    职位; 联系人职务
phone: phone; Phone Number; Telephone; Tel; Mobile; Contact Phone; Telefon; Handy; Telefonnummer; Téléphone;
    Portable; Teléfono; Móvil; 电话; 手机; 联系电话; 手机号
email: email; E-Mail; Mail; Email Address; Contact Email; E-Mail-Adresse; Courriel; Adresse e-mail; Correo;
    Correo electrónico; 邮箱; 电子邮件; 电子邮箱
notes: notes; note; Comments; Comment; Remarks; Remark; Internal Notes; Bemerkung; Bemerkungen; Notiz;
    Notizen; Kommentar; Kommentare; Anmerkung; Anmerkungen; Commentaire; Commentaires; Remarque; Remarques;
    Notas; Nota; Comentarios; Observaciones; 备注; 说明; 跟进记录
last_contact: last_contact; Last Contacted; Last Contact Date; Last Activity; Last Activity Date;
    Last Activity Time; Deal - Last activity date; Last Touch; Letzter Kontakt; Letzte Aktivität;
    Dernier contact; Dernière activité; Último contacto; 最后跟进; 最后跟进时间; 最后跟进日期; 最近跟进;
    最近跟进时间; 上次联系; 最后联系时间
tags: tags; tag; Labels; Deal - Label; Schlagwort; Schlagworte; Étiquettes; Etiquetas; 标签
region: region; Gebiet; Région; Región; 地区; 区域; 大区
probability:
category:
paused_until:
""")
"""Our fields, each with the headers it is known by, the surest first."""

HAND_KEPT = _by_field("""
probability: Odds; Chance; Confidence; Win %; Close Probability; Wahrsch.; 成功率; 成交率; Win Probability;
    Chance of Winning; Wahrscheinlichkeit; Auftragswahrscheinlichkeit; Probabilité; Probabilidad; 赢率;
    成交概率; 赢单率; 把握
""")
"""What a header means only where no system wrote the sheet: a system's odds are those of its stages."""

SYSTEM_HEADERS: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "odoo": {
            "amount": ("Expected Revenue", "expected_revenue"),
            "owner": ("user_id",),
            "customer": ("partner_id", "partner_name"),
            "tags": ("tag_ids",),
            "active": ("Active",),
            "percent": ("Probability",),
            "created": ("create_date",),
            "closed": ("Closed Date", "date_closed"),
            "notes": ("Internal Notes", "description"),
            "contact": ("contact_name",),
            "email": ("email_from",),
        },
        "close": {"owner": ("user_name", "user"), "name": ("opportunity_name",)},
        "dynamics": {"notes": ("Description",), "region": ("Sales Region",)},
    }
)
"""What a header means in one system only: elsewhere the expected revenue is a weighted amount.

In Odoo a lost deal is one that is not active and has probability 0.
"""

A_PIECE = frozenset(map(bare, ("Price", "Preis", "Prix", "Precio", "价格", "报价")))
"""The headers of amounts that may be those of one piece where a column says how many there are."""

PIECES = frozenset(map(bare, (
    "Quantity", "Qty", "Pieces", "Pcs", "Units", "Menge", "Anzahl", "Stück", "Stückzahl", "Quantité", "Qté",
    "Cantidad", "Cant.", "数量", "件数", "台数",
)))  # fmt: skip
"""The headers of columns that say how many there are."""

IN_CENTS: Mapping[str, str] = MappingProxyType({"close": "value"})
"""The header below which a system writes amounts in hundredths."""


def is_known_header(text: str) -> bool:
    """Whether a cell is a header that some system or somebody writes over one of our fields."""
    return bare(text) in _KNOWN or bare(measured(text)[0]) in _KNOWN


def _names() -> Iterator[str]:
    for field, names in HEADERS.items():
        yield field
        yield from names
    for group in (HAND_KEPT, *SYSTEM_HEADERS.values()):
        for names in group.values():
            yield from names
    yield from IN_CENTS.values()


_KNOWN = frozenset(map(bare, _names()))
