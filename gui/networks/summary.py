"""What is to be said of a network in a few lines: its parts, its people, what it cannot lose."""

from PySide6.QtCore import QObject

from data.reference.network_model import Network
from data.schema import Language, Status
from geo.networks.against_reports import Checked, PatternCheck, check_sentences, is_area
from geo.networks.single_points_of_failure import Critical
from geo.words.numbers import radius_text
from gui.networks.analysis import NetworkAnalysis
from gui.networks.figures import CRITICAL_TIERS, NetworkFigures


class NetworkSummary(QObject):
    """Writes the lines in the language of the window."""

    def __init__(
        self,
        networks: NetworkAnalysis,
        figures: NetworkFigures,
        language: Language,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._networks = networks
        self._figures = figures
        self._language = language

    def lines(self, network: Network) -> list[str]:
        """Return the lines for the chosen network, as far as its figures are known."""
        told = [self._parts(network), *self._published(network), self._people()]
        told += self._losses()
        if network.missing_leads:
            text = self.tr("Published lead hospitals that are not on the map: {names}")
            told.append(text.format(names=self.tr(", ").join(network.missing_leads)))
        return told

    def check_text(self, network: Network | None) -> str:
        """Return the published record of a network against the map, and why they differ."""
        if network is None:
            return ""
        check = self._check(network)
        if check is None:
            return self.tr("No report tells of this network or of the area it is in.")
        return "\n".join(check_sentences(check, self._language))

    def _check(self, network: Network) -> PatternCheck | None:
        found = self._networks.found
        if found is None or network.published is None:
            return None
        return found.checks.get(network.published)

    def _published(self, network: Network) -> list[str]:
        """Return how many members of township level are published, and are on the map."""
        check = self._check(network)
        if check is None:
            return []
        row = list(check.figures).index(Checked.TOWNSHIPS)
        figure = check_sentences(check, self._language)[row]
        if is_area(check.published):
            record = self.tr("{record}: {figure}")
            return [record.format(record=check.published.name, figure=figure)]
        return [figure]

    def _parts(self, network: Network) -> str:
        assumed = sum(part.membership is Status.ASSUMED for part in network.members)
        return self.tr(
            "Leads: {leads}; members: {members}, of which {assumed} assumed; "
            "supporters: {supporters}",
        ).format(
            leads=len(network.leads),
            members=f"{len(network.members):,}",
            assumed=f"{assumed:,}",
            supporters=len(network.supporters),
        )

    def _people(self) -> str:
        people = self._figures.people
        if people is None and not self._figures.known:
            stopped = self._figures.stopped
            return self.tr("People: stopped") if stopped else self.tr("Counting its people…")
        if people is None:
            return self.tr("Nobody lives in its catchment.")
        share = f"{people.share:.1%}" if people.people else "–"
        return self.tr(
            "Catchment (assumed: nearest lead or township hospital): {people} people, of whom "
            "{nearer} ({share}) live nearer to a lead of another network",
        ).format(
            people=f"{people.people:,.0f}", nearer=f"{people.nearer_other_lead:,.0f}", share=share
        )

    def _losses(self) -> list[str]:
        if not self._figures.losses_known:
            return []
        critical = self._figures.critical
        if not critical:
            tiers = self.tr(", ").join(
                each.label.in_language(self._language) for each in CRITICAL_TIERS
            )
            text = self.tr("Single points of failure ({tiers}): none within the service radii")
            return [text.format(tiers=tiers)]
        return [self._loss(each) for each in critical]

    def _loss(self, critical: Critical) -> str:
        return self.tr(
            "Without {name}, {people} people would have no {tier} within {radius} km",
        ).format(
            name=self._figures.name_of(critical),
            people=f"{critical.people_lost:,.0f}",
            tier=critical.tier.label.in_language(self._language).lower(),
            radius=radius_text(critical.radius_m),
        )
